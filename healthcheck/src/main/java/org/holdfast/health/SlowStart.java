package org.holdfast.health;

import java.time.Duration;

/**
 * How a server's weight grows after it has come back: from 1 in equal steps, so that the table is
 * changed a few times and not all the time.
 *
 * @param beganNanos when it came back
 * @param stepNanos how long each step takes; 0 when it does not grow but is at its full weight
 */
record SlowStart(long beganNanos, long stepNanos) {

  static final int STEPS = 16;

  static final SlowStart DONE = new SlowStart(0, 0);

  static SlowStart over(Duration duration, long nowNanos) {
    return new SlowStart(nowNanos, duration.toNanos() / STEPS);
  }

  /** {@link #DONE} once the last step has been taken. */
  SlowStart at(long nowNanos) {
    return done() || step(nowNanos) >= STEPS ? DONE : this;
  }

  boolean done() {
    return stepNanos == 0;
  }

  /** 1 to {@code full}; 0 if that is 0. */
  int weight(int full, long nowNanos) {
    if (done() || full <= 1) {
      return full;
    }
    return (int) (1 + (full - 1) * Math.min(step(nowNanos), STEPS) / STEPS);
  }

  /** When the next step is due. Of no meaning when it is done. */
  long nextNanos(long nowNanos) {
    return beganNanos + (step(nowNanos) + 1) * stepNanos;
  }

  private long step(long nowNanos) {
    return (nowNanos - beganNanos) / stepNanos;
  }
}
