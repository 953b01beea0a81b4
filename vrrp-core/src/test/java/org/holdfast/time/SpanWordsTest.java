package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanWordsTest {

  @ParameterizedTest
  @CsvSource({
    "-3, 0 s",
    "0.4, 0 s",
    "59.4, 59 s",
    "59.5, 1 min",
    "725, 12 min 5 s",
    "3599.4, 59 min 59 s",
    "3599.5, 1 h",
    "10920, 3 h 2 min",
    "86399.5, 1 d",
    "356400, 4 d 3 h",
  })
  void anAgeHasWholeSecondsAndTwoUnitsAtMost(double seconds, String words) {
    assertThat(SpanWords.age(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "-0.004, -4 ms",
    "0, 0 ms",
    "0.0614, 61 ms",
    "0.9994, 999 ms",
    "0.9996, 1.00 s",
    "3.609, 3.61 s",
    "59.994, 59.99 s",
    "59.996, 1 min",
    "725, 12 min 5 s",
  })
  void anExactSpanHasFractionsBelowAMinute(double seconds, String words) {
    assertThat(SpanWords.exact(seconds)).isEqualTo(words);
  }
}
