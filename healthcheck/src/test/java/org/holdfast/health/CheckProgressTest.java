package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckProgressTest {

  private static final long MS = Duration.ofMillis(1).toNanos();
  private static final long S = Duration.ofSeconds(1).toNanos();

  /** The clock is negative, because instants have no zero. */
  private static final long START = -7 * S;

  private static final ProbeResult NOT_RUN = new ProbeResult.NotRun("too many open files");

  private static CheckTiming timing(int retries, int rise, @Nullable Duration fast, int jitter) {
    return new CheckTiming(
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        retries,
        Duration.ofSeconds(1),
        rise,
        fast,
        Duration.ofSeconds(20),
        jitter);
  }

  private static CheckProgress check(CheckTiming timing) {
    return new CheckProgress(spec(timing), START, 0);
  }

  private static CheckSpec spec(CheckTiming timing) {
    return new CheckSpec(Servers.check(0, 0).probe(), timing);
  }

  /** Runs of 200 ms each: + passes, - fails, u an agent does not answer, o could not be run. */
  private static CheckState runs(CheckTiming timing, String results) {
    return runs(check(timing), results);
  }

  private static CheckState runs(CheckProgress check, String results) {
    for (int i = 0; i < results.length(); i++) {
      run(check, results.charAt(i), 0);
    }
    return check.state();
  }

  private static CheckState run(CheckProgress check, char result, double fraction) {
    long start = check.nextRunAt();
    check.started(start);
    check.ended(result(result), start + 200 * MS, fraction);
    return check.state();
  }

  private static ProbeResult result(char letter) {
    return switch (letter) {
      case '+' -> Servers.PASSED;
      case '-' -> Servers.REFUSED;
      case 'u' -> new ProbeResult.Unheard(Failure.REFUSED, "agent does not answer");
      default -> NOT_RUN;
    };
  }

  private static char letter(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> '?';
      case WELL -> 'W';
      case NOT_WELL -> 'N';
    };
  }

  @Nested
  class Verdicts {

    @ParameterizedTest(name = "retries {0}, rise {1}: {2} gives {3}")
    @CsvSource({
      // The first result decides, however many retries later failures have.
      "3, 3, +,            ?W",
      "3, 3, -,            ?N",
      "0, 1, +-+-,         ?WNWN",
      "1, 1, +--,          ?WWN",
      "2, 1, +---+,        ?WWWNW",
      // A success resets the count of failures.
      "1, 1, +-+-+--,      ?WWWWWWN",
      "2, 1, +--+---,      ?WWWWWWN",
      // A failure discards all successes before it.
      "0, 3, -++-+++,      ?NNNNNNW",
      "1, 2, -++--++,      ?NNWWNNW",
      // A run that did not take place neither counts nor restarts a row.
      "0, 1, oo+o-o,       ???WWNN",
      "1, 1, +-o-,         ?WWWN",
      "0, 2, -+o+,         ?NNNW",
    })
    void followRetriesAndRise(int retries, int rise, String results, String verdicts) {
      var check = check(timing(retries, rise, null, 0));
      var seen = new StringBuilder().append(letter(check.verdict()));
      for (int i = 0; i < results.length(); i++) {
        seen.append(letter(run(check, results.charAt(i), 0).verdict()));
      }
      assertThat(seen).hasToString(verdicts);
    }

    @Test
    void keepTheTimeOfTheirLastChange() {
      var timing = timing(1, 2, null, 0);
      long since = runs(timing, "+").changedAt();
      assertThat(since).isEqualTo(START + 200 * MS);
      assertThat(runs(timing, "+-+-").changedAt()).isEqualTo(since);
      assertThat(runs(timing, "+--").changedAt()).isGreaterThan(since);
    }

    @Test
    void areCountedWithTheirReasons() {
      var state = runs(timing(1, 1, null, 0), "o+--+o");
      assertThat(state.tally()).isEqualTo(new CheckState.Tally(6, 2, 2, 2));
      assertThat(state.last()).isEqualTo(NOT_RUN);
      assertThat(state.running()).isFalse();
    }
  }

  @Nested
  class Schedule {

    @Test
    void startsAtARandomInstantOfTheWarmUp() {
      var spec = spec(timing(0, 1, null, 0));
      assertThat(new CheckProgress(spec, START, 0).nextRunAt()).isEqualTo(START);
      assertThat(new CheckProgress(spec, START, 0.25).nextRunAt()).isEqualTo(START + 5 * S);
      assertThat(new CheckProgress(spec, START, Math.nextDown(1.0)).nextRunAt())
          .isLessThan(START + 20 * S);
    }

    @Test
    void startsRunsOneIntervalApart() {
      assertThat(runs(timing(0, 1, null, 0), "+").nextRunAt()).isEqualTo(START + 10 * S);
      assertThat(runs(timing(0, 1, null, 0), "-").nextRunAt()).isEqualTo(START + 10 * S);
      assertThat(runs(timing(0, 1, null, 0), "+++").nextRunAt()).isEqualTo(START + 30 * S);
    }

    @Test
    void runsAnOverdueCheckAtOnce() {
      var late = check(timing(0, 1, null, 0));
      late.started(START);
      late.ended(NOT_RUN, START + 60 * S, 0);
      assertThat(late.nextRunAt()).isEqualTo(START + 60 * S);
    }

    @Test
    void retriesAForgivenFailureSoonAfterItsEnd() {
      var timing = timing(2, 1, null, 0);
      assertThat(runs(timing, "+-").nextRunAt()).isEqualTo(START + 10 * S + 200 * MS + S);
      assertThat(runs(timing, "+---").verdict()).isEqualTo(Verdict.NOT_WELL);
    }

    @Test
    void usesTheFastIntervalBeforeTheFirstResultAndDuringRise() {
      var fast = timing(0, 3, Duration.ofMillis(500), 0);
      assertThat(untilNext(runs(fast, "o"))).isEqualTo(500 * MS);
      assertThat(untilNext(runs(fast, "-"))).isEqualTo(10 * S);
      assertThat(untilNext(runs(fast, "-+"))).isEqualTo(500 * MS);
      assertThat(untilNext(runs(fast, "-++"))).isEqualTo(500 * MS);
      assertThat(untilNext(runs(fast, "-++-"))).isEqualTo(10 * S);
      assertThat(untilNext(runs(fast, "-+++"))).isEqualTo(10 * S);
    }

    @Test
    void retriesSoonAfterALocalProblem() {
      var check = timing(0, 1, null, 0);
      assertThat(untilNext(runs(check, "o"))).isEqualTo(200 * MS + S);
      assertThat(untilNext(runs(check, "+o"))).isEqualTo(200 * MS + S);
      assertThat(untilNext(runs(check, "-o"))).isEqualTo(200 * MS + S);
    }

    @Test
    void queriesASilentAgentAgainAtTheNormalInterval() {
      var check = timing(0, 1, null, 0);
      assertThat(untilNext(runs(check, "u"))).isEqualTo(10 * S);
      assertThat(untilNext(runs(check, "+u"))).isEqualTo(10 * S);
    }

    @Test
    void pausesBetweenRetriesDuringALocalProblem() {
      var timing =
          new CheckTiming(
              Duration.ofSeconds(10),
              Duration.ofSeconds(3),
              0,
              Duration.ZERO,
              1,
              null,
              Duration.ZERO,
              0);
      assertThat(untilNext(runs(timing, "o"))).isEqualTo(200 * MS + 100 * MS);
    }

    @Test
    void addsJitterToTheIntervalAndNeverSubtracts() {
      var random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
      var check = check(timing(0, 1, null, 20));
      for (int i = 0; i < 1000; i++) {
        assertThat(untilNext(run(check, '+', random.nextDouble()))).isBetween(10 * S, 12 * S - 1);
      }
      assertThat(untilNext(run(check, '+', 0))).isEqualTo(10 * S);
      assertThat(untilNext(run(check, '+', 0.5))).isCloseTo(11 * S, within(1L));
    }

    private static long untilNext(CheckState check) {
      return check.nextRunAt() - check.startedAt();
    }
  }

  @Test
  void measuresTheLatencyOfRunsThatReachedTheServer() {
    var check = check(timing(0, 1, null, 0));
    assertThat(runs(check, "+").latencyNanos()).isEqualTo(200 * MS);
    long next = check.nextRunAt();
    check.started(next);
    assertThat(check.state().running()).isTrue();
    check.ended(NOT_RUN, next + 7, 0);
    assertThat(check.state().latencyNanos()).isEqualTo(200 * MS);
  }

  @Test
  void refusesInconsistentTimes() {
    var second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CheckTiming(Duration.ZERO, second, 0, second, 1, null, Duration.ZERO, 0))
        .withMessage("interval: PT0S, timeout: PT1S (expected: above 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckTiming(second, second, 0, second, 0, null, Duration.ZERO, 0))
        .withMessage("retries: 0 (expected: >= 0), rise: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CheckTiming(second, second, 0, second.negated(), 1, null, Duration.ZERO, 0))
        .withMessage("retry delay: PT-1S, warm-up: PT0S (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CheckTiming(second, second, 0, second, 1, Duration.ZERO, Duration.ZERO, 0))
        .withMessage("fast interval: PT0S (expected: above 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CheckTiming(second, second, 0, second, 1, null, Duration.ZERO, 101))
        .withMessage("jitter: 101% (expected: 0..100)");
  }

  @Test
  void aSilentAgentCountsAsAFailureAndKeepsTheVerdict() {
    var check = timing(0, 1, null, 0);
    assertThat(runs(check, "u").verdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(runs(check, "-uu").verdict()).isEqualTo(Verdict.NOT_WELL);
    var state = runs(check, "+uu");
    assertThat(state.verdict()).isEqualTo(Verdict.WELL);
    assertThat(state.tally()).isEqualTo(new CheckState.Tally(3, 2, 0, 0));
  }
}
