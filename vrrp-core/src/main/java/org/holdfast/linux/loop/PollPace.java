package org.holdfast.linux.loop;

/**
 * Decides when an event loop polls its descriptors. A loop that is woken rarely waits for its
 * descriptors and timers, and handles each at once. A loop that is woken more than twice in a
 * millisecond sleeps instead until two milliseconds have passed, and then polls until nothing is
 * ready: to be woken costs more than most events. A thousand instances that hear or send ten
 * adverts a second each are such a case. In a flood, something is always ready, and the loop never
 * sleeps.
 *
 * <p>The loop's rate is measured for {@link #MEASURED}. If it is too high, the loop keeps to the
 * pace for {@link #PACED}; then its rate is measured again. While it keeps to the pace, events and
 * timers are late by {@link #PERIOD} at most.
 */
final class PollPace {

  /** The least time between the ends of two sleeps of a busy loop, in nanoseconds. */
  static final long PERIOD = 2_000_000;

  /** The time in which wake-ups are counted, in nanoseconds. */
  static final long MEASURED = 10 * PERIOD;

  /** The time for which a busy loop keeps to the pace, in nanoseconds. */
  static final long PACED = 500 * PERIOD;

  /** The number of wake-ups in {@link #MEASURED} above which a loop is busy. */
  static final int BUSY = 40;

  private boolean isPaced;
  private long phaseStart;
  private int wakeUps;
  private long lastSleep; // its end
  private boolean foundEvents;

  PollPace(long nowNanos) {
    phaseStart = nowNanos;
  }

  /**
   * Returns for how long a loop without tasks sleeps before it polls without waiting, in
   * nanoseconds, perhaps 0; negative if it waits for the next event instead.
   */
  long sleepNanos(long nowNanos) {
    long elapsed = nowNanos - phaseStart;
    if (elapsed >= (isPaced ? PACED : MEASURED)) {
      isPaced = !isPaced && wakeUps * MEASURED > BUSY * elapsed;
      phaseStart = nowNanos;
      wakeUps = 0;
      lastSleep = nowNanos - PERIOD;
      foundEvents = false;
    }
    if (!isPaced) {
      wakeUps++;
      return -1;
    }
    if (foundEvents) {
      return 0;
    }
    long sleep = Math.max(0, lastSleep + PERIOD - nowNanos);
    lastSleep = nowNanos + sleep;
    return sleep;
  }

  /** Notes whether a poll without waiting has found events. */
  void polled(boolean found) {
    foundEvents = found;
  }
}
