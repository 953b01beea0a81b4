package org.holdfast.health;

import java.util.List;

/**
 * What a process is.
 *
 * @param name its {@code comm}: 15 characters at most
 * @param commandLine the program as it was called, and its arguments; empty for a kernel's thread
 */
public record ProcessImage(String name, List<String> commandLine) {
  public ProcessImage {
    commandLine = List.copyOf(commandLine);
  }
}
