package org.holdfast.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Translates instants of a {@link NanoClock} to the time of day. The same instant gives the same
 * time again and again, although two clocks can never be read at once; only when the wall clock has
 * been set do all times change with it. Safe for use by several threads.
 */
public final class WallTime {

  private static final long STEP_NANOS = Duration.ofMillis(500).toNanos();
  private static final long SECOND = 1_000_000_000;

  private final NanoClock clock;
  private final Clock wall;
  private volatile long offset;

  public WallTime(NanoClock clock, Clock wall) {
    this.clock = clock;
    this.wall = wall;
    offset = measured();
  }

  /** Returns the time of day at {@code nanos}, as the wall clock now counts it. */
  public Instant of(long nanos) {
    long measured = measured();
    if (Math.abs(measured - offset) > STEP_NANOS) {
      offset = measured;
    }
    long sinceEpoch = offset + nanos;
    return Instant.ofEpochSecond(
        Math.floorDiv(sinceEpoch, SECOND), Math.floorMod(sinceEpoch, SECOND));
  }

  private long measured() {
    var now = wall.instant();
    return now.getEpochSecond() * SECOND + now.getNano() - clock.nanos();
  }
}
