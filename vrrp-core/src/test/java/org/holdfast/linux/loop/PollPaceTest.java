package org.holdfast.linux.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollPaceTest {

  private static final long MICROS = 1_000;
  private static final long MILLIS = 1_000_000;

  private long now = Long.MAX_VALUE - 5 * MILLIS; // the clock's numbers may wrap around
  private final PollPace pace = new PollPace(now);

  @Test
  void aLoopThatIsWokenRarelyIsWokenByEachEvent() {
    for (int wakeUp = 0; wakeUp < 10_000; wakeUp++) {
      assertThat(pace.sleepNanos(now)).isNegative();
      now += 500 * MICROS;
    }
  }

  @Test
  void aLoopThatIsWokenOftenPollsEachTwoMilliseconds() {
    wakeOften();
    assertThat(pollsIn(500 * MILLIS, 100 * MICROS)).isEqualTo(250);
  }

  @Test
  void aPollThatFindsMuchWorkIsFollowedByTheNextAtOnce() {
    wakeOften();
    long sleep = pace.sleepNanos(now);
    now += sleep + 3 * MILLIS;
    assertThat(pace.sleepNanos(now)).isZero();
    now += 400 * MICROS;
    assertThat(pace.sleepNanos(now)).isEqualTo(1600 * MICROS);
  }

  @Test
  void aLoopSleepsOnlyWhenNothingIsReady() {
    wakeOften();
    assertThat(pace.sleepNanos(now)).isPositive();
    now += PollPace.PERIOD;
    for (int read = 0; read < 50; read++) {
      pace.polled(true);
      assertThat(pace.sleepNanos(now)).isZero();
      now += 10 * MICROS;
    }
    pace.polled(false);
    assertThat(pace.sleepNanos(now)).isEqualTo(1500 * MICROS);
  }

  @Test
  void theRateIsMeasuredAgainEachSecond() {
    wakeOften();
    assertThat(pollsIn(PollPace.PACED, 0)).isBetween(499, 501);
    assertThat(pace.sleepNanos(now)).isNegative();
    now += PollPace.MEASURED; // nothing has woken the loop meanwhile
    assertThat(pace.sleepNanos(now)).isNegative();
    now += PollPace.MEASURED;
    assertThat(pace.sleepNanos(now)).isNegative();
  }

  @Test
  void aLoopThatIsStillBusyLosesItsPaceForTheTimeOfTheMeasurementOnly() {
    wakeOften();
    pollsIn(PollPace.PACED, 0);
    long start = now;
    wakeOften();
    assertThat(now - start).isBetween(PollPace.MEASURED, PollPace.MEASURED + PollPace.PERIOD);
  }

  /** Wakes the loop each tenth of a millisecond until it sleeps by itself. */
  private void wakeOften() {
    while (pace.sleepNanos(now) < 0) {
      now += 100 * MICROS;
    }
  }

  private int pollsIn(long nanos, long work) {
    int polls = 0;
    for (long end = now + nanos; end - now > 0; polls++) {
      long sleep = pace.sleepNanos(now);
      if (sleep < 0) {
        return polls;
      }
      now += sleep + work;
    }
    return polls;
  }
}
