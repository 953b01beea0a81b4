package org.holdfast.agent.metrics;

import java.util.EnumMap;
import java.util.Map;
import org.holdfast.time.Spans;
import org.jspecify.annotations.Nullable;

/** Collects the lines of one scrape, by metric. Not thread-safe. */
final class Samples {

  private final Map<Metric, StringBuilder> lines = new EnumMap<>(Metric.class);

  /** Adds a gauge or a counter. */
  void add(Metric metric, double value, Labels labels) {
    Lines.append(of(metric), metric, labels, value);
  }

  /** Adds a count; beyond 2^53 it loses its last digits. */
  void add(Metric metric, long count, Labels labels) {
    add(metric, (double) count, labels);
  }

  /** Adds a boolean as 1 or 0. */
  void add(Metric metric, boolean truth, Labels labels) {
    add(metric, truth ? 1L : 0L, labels);
  }

  /** Adds a gauge; null leaves it out. */
  void addKnown(Metric metric, @Nullable Double value, Labels labels) {
    if (value != null) {
      add(metric, value, labels);
    }
  }

  /** Adds a histogram, unless it has no buckets. */
  void add(Metric metric, Spans spans, Labels labels) {
    Lines.append(of(metric), metric, labels, spans);
  }

  private StringBuilder of(Metric metric) {
    return lines.computeIfAbsent(metric, _ -> new StringBuilder());
  }

  /** Returns the lines of a metric, without its heading. */
  CharSequence lines(Metric metric) {
    var text = lines.get(metric);
    return text == null ? "" : text;
  }

  /** Returns the number of characters. */
  long length() {
    return lines.values().stream().mapToLong(StringBuilder::length).sum();
  }
}
