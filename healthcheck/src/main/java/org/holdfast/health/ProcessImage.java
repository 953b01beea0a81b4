package org.holdfast.health;

import java.util.List;

/**
 * The name and the command line of a process.
 *
 * @param name its {@code comm}: at most 15 characters
 * @param commandLine the program as it was called, and its arguments; empty for a kernel thread
 */
public record ProcessImage(String name, List<String> commandLine) {
  public ProcessImage {
    commandLine = List.copyOf(commandLine);
  }
}
