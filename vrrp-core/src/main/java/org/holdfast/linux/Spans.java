package org.holdfast.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * Spans of time, counted by their length. Plain values, so that any JSON writer takes them.
 *
 * @param boundSeconds the longest that each bucket but the last takes, ascending
 * @param counts how many fell into each bucket; one more than bounds, or none at all
 * @param sumSeconds of all of them
 * @param mostSeconds the longest of them
 */
public record Spans(
    List<Double> boundSeconds, List<Long> counts, double sumSeconds, double mostSeconds) {

  /** Nothing counted, in no buckets. */
  public static final Spans NONE = new Spans(List.of(), List.of(), 0, 0);

  public Spans {
    boundSeconds = List.copyOf(boundSeconds);
    counts = List.copyOf(counts);
  }

  /** These and {@code other}, which has the same bounds unless it has none. */
  public Spans plus(Spans other) {
    if (counts.isEmpty() || other.counts.isEmpty()) {
      return counts.isEmpty() ? other : this;
    }
    if (!boundSeconds.equals(other.boundSeconds)) {
      throw new IllegalArgumentException(
          "bounds: " + other.boundSeconds + " (expected: " + boundSeconds + ")");
    }
    var sums = new ArrayList<Long>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      sums.add(counts.get(i) + other.counts.get(i));
    }
    return new Spans(
        boundSeconds,
        sums,
        sumSeconds + other.sumSeconds,
        Math.max(mostSeconds, other.mostSeconds));
  }
}
