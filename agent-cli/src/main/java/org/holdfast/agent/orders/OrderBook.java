package org.holdfast.agent.orders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The orders that hold, in the order of their giving; of each target the last one alone. A value.
 */
public record OrderBook(List<Order> orders) {

  /** Nothing is ordered. */
  public static final OrderBook EMPTY = new OrderBook(List.of());

  public OrderBook {
    orders = List.copyOf(orders);
  }

  /** With this one, which replaces another of the same target. */
  public OrderBook with(Order order) {
    var all = new ArrayList<>(without(List.of(order.target())).orders);
    all.add(order);
    return new OrderBook(all);
  }

  /** Without those of any of these targets. */
  public OrderBook without(Collection<String> targets) {
    return new OrderBook(
        orders.stream().filter(order -> !targets.contains(order.target())).toList());
  }

  /** Those of any of these targets. */
  public List<Order> of(Collection<String> targets) {
    return orders.stream().filter(order -> targets.contains(order.target())).toList();
  }

  /** Those whose time is over. */
  public List<Order> over(Instant now) {
    return orders.stream().filter(order -> order.isOver(now)).toList();
  }

  /** When the next one's time is over. */
  public Optional<Instant> nextEnd() {
    return orders.stream().flatMap(order -> order.until().stream()).min(Instant::compareTo);
  }

  /** Those about instances. */
  public Stream<Order> stepDowns() {
    return orders.stream().filter(order -> order.wish() instanceof OrderAction.StepDown);
  }
}
