package org.holdfast.agent.config.table;

import java.time.Duration;
import java.util.Optional;

/** Reads a time with its unit outside a configuration, in the form of the configuration. */
public final class DurationText {

  private DurationText() {}

  /** A time such as {@code 10m}; empty if it is not a time from {@code least} to {@code most}. */
  public static Optional<Duration> parse(String text, Duration least, Duration most) {
    return Optional.ofNullable(DurationType.from(least, most).parse(text));
  }
}
