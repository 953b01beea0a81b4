package org.holdfast.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How long this host has been up, including the time that it was suspended. */
public final class Uptime {

  private static final Path FILE = Path.of("/proc/uptime");

  private Uptime() {}

  /**
   * Reads the uptime of this host.
   *
   * @throws UncheckedIOException if /proc cannot be read
   */
  public static Duration ofThisHost() {
    try {
      return parse(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }

  /** Reads the first number of the file, which is in seconds. */
  static Duration parse(String text) {
    var seconds = text.substring(0, Math.max(0, text.indexOf(' ')));
    return Duration.ofNanos(new BigDecimal(seconds).movePointRight(9).longValue());
  }
}
