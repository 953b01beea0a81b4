package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.holdfast.health.TrackProcessConfig.Match;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessCensusTest {

  private static final int SECOND = 1_000_000_000;
  private static final ProcessImage WEB = image("web", "/usr/sbin/web", "-D");

  private static ProcessImage image(String name, String... commandLine) {
    return new ProcessImage(name, List.of(commandLine));
  }

  private static ProcessCensus census(int least, int most, int forkSeconds, int endSeconds) {
    var config =
        new TrackProcessConfig(
            "T",
            "web",
            List.of(),
            Match.NAME,
            false,
            least,
            most,
            Duration.ofSeconds(forkSeconds),
            Duration.ofSeconds(endSeconds));
    return new ProcessCensus(config, 0);
  }

  @Test
  void theFirstCountDecidesAtOnce() {
    var there = census(1, 9, 5, 5);
    there.saw(7, WEB, 0);
    there.begin(1);
    assertThat(there.verdict()).isEqualTo(Verdict.WELL);

    var missing = census(1, 9, 5, 5);
    missing.begin(1);
    assertThat(missing.verdict()).isEqualTo(Verdict.NOT_WELL);
    assertThat(missing.words()).isEqualTo("0 running (expected: 1 to 9)");
  }

  @Test
  void aDeathCountsAtOnceWithoutATerminateDelay() {
    var census = census(1, Integer.MAX_VALUE, 0, 0);
    census.saw(7, WEB, 0);
    census.begin(0);
    census.gone(7, 3);

    assertThat(census.settle(3)).isTrue();
    assertThat(census.verdict()).isEqualTo(Verdict.NOT_WELL);
    assertThat(census.changedAt()).isEqualTo(3);
    assertThat(census.settle(4)).isFalse();
  }

  @Test
  void aRestartWithinTheTerminateDelayIsForgiven() {
    var census = census(1, 9, 0, 2);
    census.saw(7, WEB, 0);
    census.begin(0);
    census.gone(7, 0);
    assertThat(census.deadlineAt()).hasValue(2L * SECOND);
    assertThat(census.settle(SECOND)).isFalse();
    census.saw(8, WEB, SECOND);

    assertThat(census.deadlineAt()).isEmpty();
    assertThat(census.settle(3L * SECOND)).isFalse();
    assertThat(census.verdict()).isEqualTo(Verdict.WELL);
  }

  @Test
  void aRestartedProcessCountsAfterTheForkDelay() {
    var census = census(1, 9, 2, 0);
    census.begin(0);
    census.saw(7, WEB, SECOND);
    assertThat(census.settle(2L * SECOND)).isFalse();

    assertThat(census.settle(3L * SECOND)).isTrue();
    assertThat(census.verdict()).isEqualTo(Verdict.WELL);
  }

  @Test
  void oneProcessTooManyIsAFailureAfterTheForkDelay() {
    var census = census(0, 0, 1, 9);
    census.begin(0);
    assertThat(census.verdict()).isEqualTo(Verdict.WELL);
    census.saw(7, WEB, 0);

    assertThat(census.settle(SECOND)).isTrue();
    assertThat(census.verdict()).isEqualTo(Verdict.NOT_WELL);
    assertThat(census.words()).isEqualTo("1 running (expected: 0)");
  }

  @Test
  void aProcessCountsOnceAndNoLongerAfterAnExec() {
    var census = census(1, 9, 0, 0);
    census.saw(7, WEB, 0);
    census.saw(7, WEB, 0);
    census.begin(0);
    assertThat(census.members()).containsExactly(7);

    assertThat(census.saw(7, image("other"), 1)).isFalse();
    assertThat(census.members()).isEmpty();
    census.gone(7, 2);
    assertThat(census.settle(2)).isTrue();
  }

  @Nested
  class WithArguments {

    private boolean matches(Match match, List<String> wanted, String... found) {
      var config =
          new TrackProcessConfig(
              "T", "/bin/web", wanted, match, true, 1, 9, Duration.ZERO, Duration.ZERO);
      return new ProcessCensus(config, 0).saw(7, image("web", found), 0);
    }

    @ParameterizedTest
    @CsvSource({
      // match, wanted command line, found command line, expected result
      "NAME, '', /bin/web -a, true",
      "NAME, '', web -a, false",
      "EXACT, '', /bin/web, true",
      "EXACT, '', /bin/web -a, false",
      "EXACT, -a -b, /bin/web -a -b, true",
      "EXACT, -a -b, /bin/web -b -a, false",
      "INITIAL, -a, /bin/web -a -b, true",
      "INITIAL, -a, /bin/web -ab, false",
      "INITIAL, -a -b, /bin/web -a, false",
      "PARTIAL, -a -b, /bin/web -a -by -c, true",
      "PARTIAL, -a -b, /bin/web -ax -b, false",
      "PARTIAL, '', /bin/web -x, true",
    })
    void areComparedAccordingToTheMatch(Match match, String wanted, String found, boolean is) {
      var arguments = wanted.isEmpty() ? List.<String>of() : List.of(wanted.split(" "));
      assertThat(matches(match, arguments, found.split(" "))).isEqualTo(is);
    }

    @Test
    void ofAKernelThreadAreEmptyAndNeverMatch() {
      assertThat(matches(Match.INITIAL, List.of())).isFalse();
    }
  }
}
