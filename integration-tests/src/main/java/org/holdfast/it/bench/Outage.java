package org.holdfast.it.bench;

import java.util.List;
import java.util.Locale;

/** The client's outages over all repeats of one scenario, in milliseconds. */
record Outage(double min, double median, double max) {
  static Outage of(List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Outage(sorted.getFirst(), median, sorted.getLast());
  }

  /**
   * Returns the ratio of this median to the other one, for example {@code 1.02}, or a dash if the
   * other outage is zero.
   */
  String ratioTo(Outage other) {
    return other.median == 0 ? "-" : String.format(Locale.ROOT, "%.2f", median / other.median);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%9.1f %9.1f %9.1f", min, median, max);
  }
}
