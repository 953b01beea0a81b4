package org.holdfast.it.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JudgeTest {
  private static final Bounds BOUNDS = new Bounds(Duration.ofMillis(100));
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration INSTANTLY = Duration.ZERO;

  /** A machine that stalls for so long in any span. */
  private static Judge judge(Duration stalled) {
    return judge(stalled, Duration.ZERO);
  }

  private static Judge judge(Duration stalled, Duration late) {
    return new Judge(
        BOUNDS,
        new Judge.Stalls() {
          @Override
          public Duration between(Instant from, Instant to) {
            return stalled;
          }

          @Override
          public Duration startsBetween(Instant from, Instant to) {
            return late;
          }

          @Override
          public Duration densest(Instant from, Instant to, Duration length) {
            return stalled;
          }
        });
  }

  private static List<Span> span(Duration length) {
    return length.isZero() ? List.of() : List.of(new Span(BEGIN, BEGIN.plus(length)));
  }

  private static List<String> verdict(
      Duration stalled, Effect effect, Duration shared, Duration silent, long transitions) {
    return judge(stalled)
        .verdict(
            new Judge.Observation(
                effect, BEGIN, BEGIN.plusSeconds(6), span(shared), span(silent), transitions));
  }

  @Test
  void whatIsWithinTheProtocolsTimesPasses() {
    assertThat(verdict(INSTANTLY, Effect.MOVE, BOUNDS.overlap(), BOUNDS.takeover(), 4)).isEmpty();
  }

  @Test
  void twoOwnersForLongerThanAHandoverAreReported() {
    Duration longer = BOUNDS.overlap().plusMillis(1);

    assertThat(verdict(INSTANTLY, Effect.NOTHING, longer, Duration.ZERO, 0)).hasSize(1);
    assertThat(verdict(INSTANTLY, Effect.MOVE, longer, Duration.ZERO, 0))
        .singleElement()
        .asString()
        .startsWith("two directors answered for the address: 2026-01-01T00:00:00Z to ")
        .endsWith("(3201 ms); allowed: 3200 ms, and 0 ms for stalls of the machine");
  }

  @Test
  void aSplitPairMayHaveTwoOwnersButMustAnswer() {
    Duration long1 = Duration.ofSeconds(5);

    assertThat(verdict(INSTANTLY, Effect.SPLIT, long1, Duration.ZERO, 4)).isEmpty();
    assertThat(verdict(INSTANTLY, Effect.SPLIT, long1, long1, 4))
        .singleElement()
        .asString()
        .startsWith("clients had no answers");
    assertThat(verdict(INSTANTLY, Effect.OUTAGE, long1, long1, 4)).isEmpty();
  }

  @Test
  void onlyMeasuredStallsExcuseATimeThatIsTooLong() {
    Duration longer = BOUNDS.takeover().plusMillis(400);

    assertThat(verdict(Duration.ofMillis(99), Effect.MOVE, Duration.ZERO, longer, 0)).hasSize(1);
    assertThat(verdict(Duration.ofMillis(100), Effect.MOVE, Duration.ZERO, longer, 0)).isEmpty();
  }

  @Test
  void processesThatStartLateExcuseATakeoverThatWaitsForItsHookAsLongAsItMayWait() {
    Duration longer = BOUNDS.takeover().plus(BOUNDS.readiness());
    Duration late = Duration.ofSeconds(10);

    assertThat(verdictOfOutage(late, longer)).isEmpty();
    assertThat(verdictOfOutage(Duration.ofMillis(1499), longer)).hasSize(1);
    assertThat(verdictOfOutage(late, longer.plusMillis(1))).hasSize(1);
  }

  private static List<String> verdictOfOutage(Duration late, Duration silent) {
    return judge(Duration.ZERO, late)
        .verdict(
            new Judge.Observation(
                Effect.MOVE, BEGIN, BEGIN.plusSeconds(6), List.of(), span(silent), 2));
  }

  @Test
  void aTransitionWithoutACauseIsReportedUnlessTheMachineStalled() {
    assertThat(verdict(INSTANTLY, Effect.NOTHING, Duration.ZERO, Duration.ZERO, 2))
        .containsExactly(
            "instances entered 2 states without a cause; the machine stalled for 0 ms within 400"
                + " ms");
    assertThat(verdict(Duration.ofMillis(100), Effect.NOTHING, Duration.ZERO, Duration.ZERO, 2))
        .isEmpty();
    assertThat(verdict(INSTANTLY, Effect.MOVE, Duration.ZERO, Duration.ZERO, 2)).isEmpty();
  }

  @Test
  void aPairThatStallsHasMoreTimeToRecover() {
    Instant late = BEGIN.plus(BOUNDS.recovery()).plusSeconds(3);

    assertThat(judge(INSTANTLY).mayRecover(BEGIN, late)).isFalse();
    assertThat(judge(Duration.ofSeconds(1)).mayRecover(BEGIN, late)).isTrue();
  }
}
