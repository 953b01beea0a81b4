package org.holdfast.agent.metrics;

import java.util.Arrays;
import org.holdfast.time.SpanTally;
import org.jspecify.annotations.Nullable;

/**
 * Appends the lines of one metric, and drops those of all others. So the figures of a server are
 * written once for each metric, and the lines of a metric stand together as the format demands,
 * without being collected first. Not thread-safe.
 */
final class OneMetric {

  private final Metric metric;
  private final StringBuilder text;
  private final boolean openMetrics;
  private String[] labels = {};
  private boolean begun;

  /**
   * @param text gets the heading, before the first line, and the lines
   */
  OneMetric(Metric metric, StringBuilder text, boolean openMetrics) {
    this.metric = metric;
    this.text = text;
    this.openMetrics = openMetrics;
  }

  Metric metric() {
    return metric;
  }

  /** Sets the values of the labels that the next lines have. */
  void about(String... labels) {
    this.labels = labels;
  }

  /** Adds a gauge or a counter. */
  void add(Metric which, double value) {
    if (begins(which)) {
      Lines.append(text, metric, value, labels);
    }
  }

  /** Adds a gauge or a counter; a number above 2^53 is rounded. */
  void add(Metric which, long value) {
    add(which, (double) value);
  }

  /** Adds a boolean as 1 or 0. */
  void add(Metric which, boolean truth) {
    add(which, truth ? 1 : 0);
  }

  /** Adds a gauge; null and NaN leave it out. */
  void addKnown(Metric which, @Nullable Double value) {
    if (value != null && !Double.isNaN(value)) {
      add(which, value);
    }
  }

  /** Adds a counter with one more label. */
  void add(Metric which, String label, long value) {
    if (begins(which)) {
      var all = Arrays.copyOf(labels, labels.length + 1);
      all[labels.length] = label;
      Lines.append(text, metric, (double) value, all);
    }
  }

  /** Adds a histogram. */
  void add(Metric which, SpanTally spans) {
    if (begins(which)) {
      Lines.append(text, metric, metric.with(labels), spans.read());
    }
  }

  /** Whether a line belongs to the metric; its heading then stands before it. */
  private boolean begins(Metric which) {
    if (which != metric) {
      return false;
    }
    if (!begun) {
      begun = true;
      Lines.appendHeading(text, metric, openMetrics);
    }
    return true;
  }
}
