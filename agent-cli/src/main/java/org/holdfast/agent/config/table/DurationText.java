package org.holdfast.agent.config.table;

import java.time.Duration;
import java.util.Optional;

/** A time with its unit outside of a configuration, as the configuration would have it. */
public final class DurationText {

  private DurationText() {}

  /** Such as {@code 10m}; empty for what is none, or not from {@code least} to {@code most}. */
  public static Optional<Duration> parse(String text, Duration least, Duration most) {
    return Optional.ofNullable(DurationType.from(least, most).parse(text));
  }
}
