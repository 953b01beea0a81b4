package org.holdfast.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisedWeightTest {

  /** {@code +5} is Plus, {@code =5} Exactly, {@code 50%} Percent, {@code drain} Drain. */
  @ParameterizedTest(name = "{0} and {1} is {2}")
  @CsvSource({
    "10, '', 10",
    "10, +5, 15",
    "10, -4 -3, 3",
    "10, -11, 0",
    "10, -30 +25, 5",
    "10, =3, 3",
    "10, =0, 0",
    "10, =3 +2, 5",
    "10, =3 =12, 5",
    "10, =3 =4, 0",
    "10, 75%, 8",
    "50, 29%, 15",
    "10, 1%, 1",
    "10, 0%, 0",
    "0, 50%, 0",
    "10, 200%, 20",
    "10, 50% 50%, 3",
    "10, +10 50%, 10",
    "10, drain, 0",
    "10, +5 drain 200%, 0",
    "2147483647, +2147483647, 2147483647",
    "2147483647, 2147483647%, 2147483647",
    "0, -2147483648 -2147483648, 0",
  })
  void addsTheAdviceOfChecksAndIsNeverNegative(int configured, String advice, int weight) {
    var parsed =
        Arrays.stream(advice.split(" "))
            .filter(word -> !word.isEmpty())
            .map(AdvisedWeightTest::parse)
            .toList();
    assertThat(AdvisedWeight.of(configured, parsed)).isEqualTo(weight);
    assertThat(AdvisedWeight.of(configured, reversed(parsed))).isEqualTo(weight);
  }

  private static Advice parse(String word) {
    if (word.equals("drain")) {
      return new Advice.Drain();
    }
    if (word.endsWith("%")) {
      return new Advice.Percent(Integer.parseInt(word.substring(0, word.length() - 1)));
    }
    return word.startsWith("=")
        ? new Advice.Exactly(Integer.parseInt(word.substring(1)))
        : new Advice.Plus(Integer.parseInt(word));
  }

  private static List<Advice> reversed(List<Advice> advice) {
    return advice.reversed();
  }
}
