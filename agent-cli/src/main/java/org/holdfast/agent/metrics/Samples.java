package org.holdfast.agent.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.holdfast.time.Spans;
import org.jspecify.annotations.Nullable;

/** Collects the values of one scrape, by metric. Not thread-safe. */
final class Samples {

  private final Map<Metric, List<GaugeDataPointSnapshot>> gauges = new EnumMap<>(Metric.class);
  private final Map<Metric, List<CounterDataPointSnapshot>> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, List<HistogramDataPointSnapshot>> histograms =
      new EnumMap<>(Metric.class);

  /** Adds a gauge or a counter. */
  void add(Metric metric, double value, Labels labels) {
    switch (metric.type()) {
      case GAUGE ->
          gauges
              .computeIfAbsent(metric, _ -> new ArrayList<>())
              .add(new GaugeDataPointSnapshot(value, labels, null));
      case COUNTER ->
          counters
              .computeIfAbsent(metric, _ -> new ArrayList<>())
              .add(new CounterDataPointSnapshot(value, labels, null, 0));
      case HISTOGRAM -> throw new IllegalArgumentException(metric + " takes spans");
    }
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
    if (spans.counts().isEmpty()) {
      return;
    }
    var bounds = new ArrayList<>(spans.boundSeconds());
    bounds.add(Double.POSITIVE_INFINITY);
    var buckets = ClassicHistogramBuckets.of(bounds, spans.counts());
    histograms
        .computeIfAbsent(metric, _ -> new ArrayList<>())
        .add(
            new HistogramDataPointSnapshot(
                buckets, spans.sumSeconds(), labels, Exemplars.EMPTY, 0));
  }

  /** Returns the collected values, each metric once. */
  List<MetricSnapshot> snapshots() {
    var all = new ArrayList<MetricSnapshot>();
    gauges.forEach((metric, points) -> all.add(new GaugeSnapshot(metadata(metric), points)));
    counters.forEach((metric, points) -> all.add(new CounterSnapshot(metadata(metric), points)));
    histograms.forEach(
        (metric, points) -> all.add(new HistogramSnapshot(metadata(metric), points)));
    return all;
  }

  /** The writers append a counter's suffix themselves. */
  private static MetricMetadata metadata(Metric metric) {
    var title = metric.title();
    boolean counter = metric.type() == Metric.Type.COUNTER;
    return new MetricMetadata(
        counter ? title.substring(0, title.length() - "_total".length()) : title, metric.help());
  }
}
