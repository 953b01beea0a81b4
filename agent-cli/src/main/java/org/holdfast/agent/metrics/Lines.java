package org.holdfast.agent.metrics;

import org.holdfast.time.Spans;

/**
 * Appends the lines of a scrape: in Prometheus's text format and, but for their headings, in
 * OpenMetrics, with the bytes that Prometheus's own library would write.
 */
final class Lines {

  /** Whole numbers below it are written with one decimal, others may need an exponent. */
  private static final double PLAIN = 1e7;

  private Lines() {}

  /** Appends the heading of a metric. */
  static void appendHeading(StringBuilder text, Metric metric, boolean openMetrics) {
    var type =
        switch (metric.type()) {
          case GAUGE -> "gauge";
          case COUNTER -> "counter";
          case HISTOGRAM -> "histogram";
        };
    var title = metric.title();
    if (openMetrics) {
      var family =
          metric.type() == Metric.Type.COUNTER
              ? title.substring(0, title.length() - "_total".length())
              : title;
      appendHeading(text, "TYPE", family, type);
      appendHeading(text, "HELP", family, metric.help());
    } else {
      appendHeading(text, "HELP", title, metric.help());
      appendHeading(text, "TYPE", title, type);
    }
  }

  private static void appendHeading(StringBuilder text, String what, String title, String words) {
    text.append("# ").append(what).append(' ').append(title).append(' ').append(words).append('\n');
  }

  /** Appends the line of a gauge or a counter. */
  static void append(StringBuilder text, Metric metric, Labels labels, double value) {
    text.append(metric.title()).append(labels.text());
    end(text, value);
  }

  /**
   * Like {@link #append(StringBuilder, Metric, Labels, double)}, with the labels' values; for many
   * lines with labels of their own.
   */
  static void append(StringBuilder text, Metric metric, double value, String... labels) {
    text.append(metric.title());
    metric.appendLabels(text, labels);
    end(text, value);
  }

  private static void end(StringBuilder text, double value) {
    text.append(' ');
    append(text, value);
    text.append('\n');
  }

  /** Appends the lines of a histogram; none if it has no buckets. */
  static void append(StringBuilder text, Metric metric, Labels labels, Spans spans) {
    if (spans.counts().isEmpty()) {
      return;
    }
    var title = metric.title();
    var within =
        labels.text().isEmpty()
            ? "{"
            : labels.text().substring(0, labels.text().length() - 1) + ",";
    long count = 0;
    for (int i = 0; i < spans.counts().size(); i++) {
      count += spans.counts().get(i);
      text.append(title).append("_bucket").append(within).append("le=\"");
      append(
          text,
          i < spans.boundSeconds().size() ? spans.boundSeconds().get(i) : Double.POSITIVE_INFINITY);
      text.append("\"} ").append(count).append('\n');
    }
    text.append(title).append("_count").append(labels.text()).append(' ').append(count);
    text.append('\n').append(title).append("_sum").append(labels.text());
    end(text, spans.sumSeconds());
  }

  private static void append(StringBuilder text, double value) {
    if (Double.isInfinite(value)) {
      text.append(value > 0 ? "+Inf" : "-Inf");
    } else if (value == Math.rint(value) && Math.abs(value) < PLAIN) {
      text.append((long) value).append(".0");
    } else {
      text.append(value);
    }
  }

  /** Appends the value of a label as it stands between quotes. */
  static void appendEscaped(StringBuilder text, String value) {
    int begin = 0;
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      if (next == '"' || next == '\\' || next == '\n') {
        text.append(value, begin, i).append('\\').append(next == '\n' ? 'n' : next);
        begin = i + 1;
      }
    }
    text.append(value, begin, value.length());
  }
}
