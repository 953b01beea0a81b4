package org.holdfast.agent.config.table;

import java.time.Duration;
import java.util.Optional;

/**
 * Parses a time with its unit, in the syntax of the configuration but outside a configuration file.
 */
public final class DurationText {

  private DurationText() {}

  /**
   * Parses a time such as {@code 10m}; returns empty if the text is not a time from {@code least}
   * to {@code most}.
   */
  public static Optional<Duration> parse(String text, Duration least, Duration most) {
    return Optional.ofNullable(DurationType.from(least, most).parse(text));
  }
}
