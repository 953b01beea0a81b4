package org.holdfast.agent.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
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

  /**
   * Returns the book of these orders, in which each replaces an earlier one for the same target. It
   * takes time in proportion to the number of orders, which repeated calls of {@link #with} do not.
   */
  public static OrderBook of(List<Order> given) {
    var latest = new LinkedHashMap<String, Order>();
    for (var order : given) {
      latest.remove(order.target());
      latest.put(order.target(), order);
    }
    return new OrderBook(List.copyOf(latest.values()));
  }

  /** Returns a copy with {@code order}, which replaces an earlier order for the same target. */
  public OrderBook with(Order order) {
    var all = new ArrayList<>(without(List.of(order.target())).orders);
    all.add(order);
    return new OrderBook(all);
  }

  /** Returns a copy without the orders for these targets. */
  public OrderBook without(Collection<String> targets) {
    var gone = Set.copyOf(targets);
    return new OrderBook(orders.stream().filter(order -> !gone.contains(order.target())).toList());
  }

  /** Returns the orders for these targets. */
  public List<Order> of(Collection<String> targets) {
    var wanted = Set.copyOf(targets);
    return orders.stream().filter(order -> wanted.contains(order.target())).toList();
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
