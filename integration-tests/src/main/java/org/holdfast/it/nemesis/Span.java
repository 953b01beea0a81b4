package org.holdfast.it.nemesis;

import java.time.Duration;
import java.time.Instant;

/** A time span in which clients noticed a fault. */
public record Span(Instant start, Instant end) {
  public Duration length() {
    return Duration.between(start, end);
  }

  @Override
  public String toString() {
    return "%s to %s (%d ms)".formatted(start, end, length().toMillis());
  }
}
