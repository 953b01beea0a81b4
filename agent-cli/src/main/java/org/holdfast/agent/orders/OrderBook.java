package org.holdfast.agent.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The orders that hold, in the order in which they were given, with at most one for each target.
 * Immutable.
 */
public record OrderBook(List<Order> orders) {

  /** No orders. */
  public static final OrderBook EMPTY = new OrderBook(List.of());

  public OrderBook {
    orders = List.copyOf(orders);
  }

  /** Returns a copy with {@code order}, which replaces an earlier order for the same target. */
  public OrderBook with(Order order) {
    var all = new ArrayList<>(without(List.of(order.target())).orders);
    all.add(order);
    return new OrderBook(all);
  }

  /** Returns a copy without the orders for these targets. */
  public OrderBook without(Collection<String> targets) {
    return new OrderBook(
        orders.stream().filter(order -> !targets.contains(order.target())).toList());
  }

  /** Returns the orders for these targets. */
  public List<Order> of(Collection<String> targets) {
    return orders.stream().filter(order -> targets.contains(order.target())).toList();
  }

  /** Returns a copy without the orders that have expired. */
  public OrderBook holding(Instant now) {
    return new OrderBook(orders.stream().filter(order -> !order.isOver(now)).toList());
  }

  /** Returns the step-down orders. */
  public Stream<Order> stepDowns() {
    return orders.stream().filter(order -> order.action() instanceof OrderAction.StepDown);
  }
}
