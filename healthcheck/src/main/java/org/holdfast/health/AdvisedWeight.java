package org.holdfast.health;

import java.util.List;

/** What a server's weight becomes by what its checks say of it. */
final class AdvisedWeight {

  private AdvisedWeight() {}

  /**
   * The configured weight, what {@link Advice.Plus} and {@link Advice.Exactly} add to it, then the
   * product of all {@link Advice.Percent}; 0 when one says {@link Advice.Drain}. The order of the
   * advice does not matter.
   *
   * <p>{@code Exactly} adds what is missing from the configured weight to its own, as keepalived's
   * misc_dynamic does: one gives just its weight, several add their differences up.
   *
   * @return 0 to {@link Integer#MAX_VALUE}, whatever the sum
   */
  static int of(int configured, List<Advice> advice) {
    long sum = configured;
    // Exact as long as the products are: 50 times 29 by 100 is rounded up, 50 times 0.29 is not.
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

  /** What is above nothing is not rounded to nothing: the server would be drained. */
  private static int scaled(double weight) {
    return weight > 0 ? Math.clamp(Math.round(weight), 1, Integer.MAX_VALUE) : 0;
  }
}
