package org.holdfast.agent.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads /proc for this process. */
final class ProcStatus {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcStatus() {}

  /** Returns the resident memory in bytes; empty if /proc does not report it. */
  static OptionalLong residentBytes() {
    try {
      for (var line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          var words = line.substring(RESIDENT.length()).strip();
          return OptionalLong.of(Long.parseLong(words.substring(0, words.indexOf(' '))) * 1024);
        }
      }
      return OptionalLong.empty();
    } catch (IOException noProc) {
      return OptionalLong.empty();
    }
  }
}
