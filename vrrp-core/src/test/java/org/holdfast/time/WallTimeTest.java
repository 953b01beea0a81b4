package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WallTimeTest {

  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123456789Z");
  private static final long SECOND = 1_000_000_000;

  private long nanos = 500 * SECOND;
  private Instant now = NOON;

  private final Clock wall =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private final WallTime time = new WallTime(() -> nanos, wall);

  @Test
  void anEarlierInstantIsAsMuchEarlier() {
    assertThat(time.of(nanos)).isEqualTo(NOON);
    assertThat(time.of(nanos - 90 * SECOND)).isEqualTo(NOON.minusSeconds(90));
    assertThat(time.of(nanos + 5)).isEqualTo(NOON.plusNanos(5));
  }

  @Test
  void anInstantKeepsItsTimeAlthoughTheClocksAreNeverReadAtOnce() {
    long moved = nanos;
    nanos += 60 * SECOND;
    now = now.plusSeconds(60).plusMillis(3);
    assertThat(time.of(moved)).isEqualTo(NOON);
  }

  @Test
  void whenTheWallClockIsSetEveryTimeChangesWithIt() {
    long moved = nanos;
    nanos += 60 * SECOND;
    now = now.plusSeconds(60 + 3600);
    assertThat(time.of(moved)).isEqualTo(NOON.plusSeconds(3600));
  }
}
