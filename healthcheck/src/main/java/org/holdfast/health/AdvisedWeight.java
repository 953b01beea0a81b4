package org.holdfast.health;

import java.util.List;

/** Computes a server's weight from the advice of its checks. */
final class AdvisedWeight {

  private AdvisedWeight() {}

  /**
   * Returns the configured weight, plus the amounts of {@link Advice.Plus} and {@link
   * Advice.Exactly}, times the product of all {@link Advice.Percent}; 0 when one check advises
   * {@link Advice.Drain}. The order of the advice does not matter.
   *
   * <p>{@code Exactly} adds the difference between its own weight and the configured one, as
   * keepalived's misc_dynamic does: a single one gives exactly its weight, and the differences of
   * several add up.
   *
   * @return 0 to {@link Integer#MAX_VALUE}, whatever the sum
   */
  static int of(int configured, List<Advice> advice) {
    long sum = configured;
    // Exact while the products are integers: 50 times 29 divided by 100 is rounded up, 50 times
    // 0.29 is not.
    double percents = 1;
    double hundreds = 1;
    boolean drain = false;
    for (var each : advice) {
      switch (each) {
        case Advice.Plus(int amount) -> sum += amount;
        case Advice.Exactly(int weight) -> sum += (long) weight - configured;
        case Advice.Percent(int percent) -> {
          percents *= percent;
          hundreds *= 100;
        }
        case Advice.Drain() -> drain = true;
      }
    }
    return drain ? 0 : scaled(Math.clamp(sum, 0, Integer.MAX_VALUE) * percents / hundreds);
  }

  /** A positive weight is not rounded to 0, which would drain the server. */
  private static int scaled(double weight) {
    return weight > 0 ? Math.clamp(Math.round(weight), 1, Integer.MAX_VALUE) : 0;
  }
}
