package org.holdfast.agent.metrics;

import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.StaticStatus;

/** Writes the metrics of static objects; a kind without objects has no series. */
final class StaticMetrics {

  private StaticMetrics() {}

  static void write(StaticStatus statics, Samples samples) {
    statics.objects().stream()
        .collect(Collectors.groupingBy(ObjectStatus::kind))
        .forEach((kind, some) -> write(kind, some, statics, samples));
  }

  private static void write(
      String kind, List<ObjectStatus> some, StaticStatus statics, Samples samples) {
    var labels = Metric.STATIC_OBJECTS.with(kind);
    long missing = some.stream().filter(one -> one.wanted() && !one.found()).count();
    long refused = some.stream().filter(one -> one.refused() != null).count();
    samples.add(Metric.STATIC_OBJECTS, some.size(), labels);
    samples.add(Metric.STATIC_OBJECTS_MISSING, missing, labels);
    samples.add(Metric.STATIC_OBJECTS_REFUSED, refused, labels);
    samples.add(
        Metric.STATIC_OBJECTS_RESTORED_TOTAL, statics.restored().getOrDefault(kind, 0L), labels);
  }
}
