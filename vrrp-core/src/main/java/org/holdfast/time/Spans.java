package org.holdfast.time;

import java.util.List;

/**
 * Counts of spans of time by their length. Plain values, so that any JSON writer can write them.
 *
 * @param boundSeconds the upper bound of each bucket except the last, ascending
 * @param counts the number of spans in each bucket; one more than the bounds, or none at all
 * @param sumSeconds the sum of all spans
 * @param mostSeconds the longest span
 */
public record Spans(
    List<Double> boundSeconds, List<Long> counts, double sumSeconds, double mostSeconds) {

  /** No spans and no buckets. */
  public static final Spans NONE = new Spans(List.of(), List.of(), 0, 0);

  public Spans {
    boundSeconds = List.copyOf(boundSeconds);
    counts = List.copyOf(counts);
  }
}
