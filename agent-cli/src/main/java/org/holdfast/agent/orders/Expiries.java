package org.holdfast.agent.orders;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.time.NanoClock;

/**
 * The instants at which orders end, on the monotonic clock: a wall clock that is set neither
 * prolongs an order nor ends it. An order of an earlier process has only times of day, of which it
 * keeps at most the time for which it was given. Changed by the orders' thread, read by any.
 */
final class Expiries {

  /** The longest time for which an order can hold: nanosecond instants span some centuries. */
  private static final Duration FARTHEST = Duration.ofDays(366);

  private final Clock wall;
  private final NanoClock clock;
  private volatile Map<String, Long> endsAt = Map.of();

  /**
   * @param book the orders of an earlier process
   */
  Expiries(OrderBook book, Clock wall, NanoClock clock) {
    this.wall = wall;
    this.clock = clock;
    book.orders().forEach(this::begin);
  }

  /** Fixes the end of an order, which replaces an earlier one for the same target. */
  void begin(Order order) {
    var next = new HashMap<>(endsAt);
    next.remove(order.target());
    order.end().ifPresent(_ -> next.put(order.target(), endOfNew(order)));
    endsAt = Map.copyOf(next);
  }

  /**
   * Keeps only the ends of these orders.
   *
   * @param formerTargets the orders, each with the target that it had until now
   */
  void retain(Map<Order, String> formerTargets) {
    var next = new HashMap<String, Long>();
    formerTargets.forEach((order, former) ->
        Optional.ofNullable(endsAt.get(former)).ifPresent(end -> next.put(order.target(), end)));
    endsAt = Map.copyOf(next);
  }

  /** Returns the instant at which an order that has an end ends, on the monotonic clock. */
  long endAt(Order order) {
    var end = endsAt.get(order.target());
    return end == null ? endOfNew(order) : end;
  }

  /** Whether the order has expired; a drain does not, because the server stays out. */
  boolean isOver(Order order) {
    return order.until().isPresent() && clock.nanos() - endAt(order) >= 0;
  }

  /** Like {@link #endAt}, for an order that has not begun and does not replace another yet. */
  long endOfNew(Order order) {
    var end = order.end().orElseThrow();
    var left = shorter(Duration.between(wall.instant(), end), Duration.between(order.given(), end));
    return clock.nanos() + (left.isNegative() ? 0 : shorter(left, FARTHEST).toNanos());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
