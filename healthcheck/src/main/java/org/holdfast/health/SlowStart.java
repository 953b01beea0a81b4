package org.holdfast.health;

import java.time.Duration;

/**
 * How a server's weight grows after a recovery: from 1 in equal steps, so that the table changes
 * only a few times.
 *
 * @param beganAt when the server recovered
 * @param stepNanos the length of each step; 0 when the server is at its full weight
 */
record SlowStart(long beganAt, long stepNanos) {

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

  /** The weight, from 1 to {@code full}; 0 if that is 0. */
  int weight(int full, long nowNanos) {
    if (done() || full <= 1) {
      return full;
    }
    return (int) (1 + (full - 1) * Math.min(step(nowNanos), STEPS) / STEPS);
  }

  /** When the next step is due. Meaningless when the slow start is over. */
  long nextStepAt(long nowNanos) {
    return beganAt + (step(nowNanos) + 1) * stepNanos;
  }

  private long step(long nowNanos) {
    return (nowNanos - beganAt) / stepNanos;
  }
}
