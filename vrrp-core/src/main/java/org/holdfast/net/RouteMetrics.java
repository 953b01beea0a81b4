package org.holdfast.net;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a route.
 *
 * @param values 32 bits each, in the kernel's units; 0 is the same as none
 * @param locks a mask with bit {@code 1 << number} for each metric that the kernel must not adapt
 * @param congestionControl the name of an algorithm, such as {@code bbr}
 */
public record RouteMetrics(
    Map<RouteMetric, Integer> values, int locks, Optional<String> congestionControl) {

  /** No metrics. */
  public static final RouteMetrics NONE = new RouteMetrics(Map.of(), 0, Optional.empty());

  public RouteMetrics {
    var given = new TreeMap<>(values);
    given.values().removeIf(value -> value == 0);
    values = Map.copyOf(given);
  }

  /** Returns only an MTU in bytes. */
  public static RouteMetrics mtu(int mtu) {
    return new RouteMetrics(Map.of(RouteMetric.MTU, mtu), 0, Optional.empty());
  }

  /** Returns a metric; empty if it is not given. */
  public OptionalInt get(RouteMetric metric) {
    var value = values.get(metric);
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** Whether there is no metric. */
  public boolean isEmpty() {
    return values.isEmpty() && congestionControl.isEmpty();
  }

  /** Whether a metric is locked; null stands for the congestion control algorithm. */
  public boolean isLocked(@Nullable RouteMetric metric) {
    int number = metric == null ? RouteMetric.CONGESTION_CONTROL : metric.number();
    return (locks & (1 << number)) != 0;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    new TreeMap<>(values)
        .forEach((metric, value) ->
            text.append(' ')
                .append(metric.word())
                .append(isLocked(metric) ? " lock " : " ")
                .append(Integer.toUnsignedString(value)));
    congestionControl.ifPresent(
        name -> text.append(isLocked(null) ? " congctl lock " : " congctl ").append(name));
    return text.toString();
  }
}
