package org.holdfast.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The effective capabilities of this process, one bit each. The capabilities of a process in a user
 * namespace apply only to resources of that namespace.
 */
public record Capabilities(long effective) {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String EFFECTIVE = "CapEff:";

  /**
   * The current capabilities of this process.
   *
   * @throws UncheckedIOException when /proc is not mounted
   */
  public static Capabilities ofThisProcess() {
    try {
      return parse(Files.readAllLines(STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException("read " + STATUS, e);
    }
  }

  /**
   * Reads the capabilities from the lines of a /proc/PID/status; none when there is no such line.
   */
  static Capabilities parse(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(EFFECTIVE))
        .findFirst()
        .map(line -> line.substring(EFFECTIVE.length()).strip())
        .map(hex -> new Capabilities(Long.parseUnsignedLong(hex, 16)))
        .orElseGet(() -> new Capabilities(0));
  }

  /** Whether {@code capability} is effective. */
  public boolean has(Capability capability) {
    return ((effective >>> capability.bit()) & 1) != 0;
  }
}
