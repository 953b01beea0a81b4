package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiseFallTest {

  /**
   * Results: + a success, - a failure. Verdicts: ? undecided, W well, N not well; at the start,
   * then after each result.
   */
  @ParameterizedTest(name = "rise {0}, fall {1}: {2} gives {3}, counters {4}")
  @CsvSource(
      textBlock =
          """
          1, 1, +,           ?W,           0 1
          1, 1, -,           ?N,           0 0
          1, 1, +-+-,        ?WNWN,        0 1 0 1 0
          3, 1, +,           ?W,           2 3
          3, 1, -,           ?N,           2 0
          3, 1, +-,          ?WN,          2 3 0
          3, 1, -+++,        ?NNNW,        2 0 1 2 3
          3, 1, -++-+++,     ?NNNNNNW,     2 0 1 2 0 1 2 3
          1, 3, +,           ?W,           0 3
          1, 3, -,           ?N,           0 0
          1, 3, +---,        ?WWWN,        0 3 2 1 0
          1, 3, +--+---,     ?WWWWWWN,     0 3 2 1 3 2 1 0
          1, 3, +----+,      ?WWWNNW,      0 3 2 1 0 0 3
          2, 3, +---++,      ?WWWNNW,      1 4 3 2 0 1 4
          2, 3, -+-++,       ?NNNNW,       1 0 1 0 1 4
          2, 3, +++-,        ?WWWW,        1 4 4 4 3
          """)
  void countsAsKeepalivedDoes(
      int rise, int fall, String results, String verdicts, String counters) {
    assertWalk(RiseFall.undecided(rise, fall), results, verdicts, counters);
  }

  @ParameterizedTest(name = "rise {0}, fall {1}, init-fail: {2} gives {3}, counters {4}")
  @CsvSource(
      textBlock =
          """
          1, 1, +,      NW,      0 1
          1, 1, -,      NN,      0 0
          2, 1, ++,     NNW,     0 1 2
          3, 2, ++-+++, NNNNNNW, 0 1 2 0 1 2 4
          3, 2, +++--,  NNNWWN,  0 1 2 4 3 0
          """)
  void startsFailedWhenInitFailIsSet(
      int rise, int fall, String results, String verdicts, String counters) {
    assertWalk(RiseFall.failed(rise, fall), results, verdicts, counters);
  }

  @Test
  void refusesCountsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RiseFall.undecided(0, 1))
        .withMessage("rise: 0, fall: 1 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RiseFall(2, 2, 4, true))
        .withMessage("counter: 4 (expected: 0..3)");
  }

  private static void assertWalk(RiseFall start, String results, String verdicts, String counters) {
    var states = new ArrayList<>(List.of(start));
    results.chars().forEach(result -> states.add(states.getLast().next(result == '+')));
    assertThat(states.stream().map(s -> letter(s.verdict())).collect(Collectors.joining()))
        .isEqualTo(verdicts);
    assertThat(states.stream().map(s -> "" + s.counter()).collect(Collectors.joining(" ")))
        .isEqualTo(counters);
  }

  private static String letter(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> "?";
      case WELL -> "W";
      case NOT_WELL -> "N";
    };
  }
}
