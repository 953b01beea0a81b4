package org.holdfast.agent.orders;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.holdfast.agent.status.OrderAnswer;
import org.holdfast.agent.status.OrderAnswer.OrderStatus;
import org.holdfast.time.ClockTime;

/** The orders that hold, as responses, status and metrics show them. Thread-safe. */
final class OrderAnswers {

  private final Supplier<OrderBook> book;
  private final Drains drains;

  OrderAnswers(Supplier<OrderBook> book, Drains drains) {
    this.book = book;
    this.drains = drains;
  }

  /**
   * Returns a response with all orders that hold.
   *
   * @param words what has been done; empty for nothing
   * @param warning empty for none
   */
  OrderAnswer answer(String words, String warning) {
    return new OrderAnswer(words, warning, book.get().orders().stream().map(this::status).toList());
  }

  private OrderStatus status(Order order) {
    return new OrderStatus(
        order.action().kind(),
        order.target(),
        order.owner(),
        order.reason(),
        ClockTime.of(order.given()),
        order.end().map(ClockTime::of).orElse(null),
        words(order));
  }

  private String words(Order order) {
    return order.words(drains.standing(order.target()), ZoneId.systemDefault());
  }

  /** Returns the kind of each order that holds, by its target. */
  Map<String, String> kinds() {
    var kinds = new HashMap<String, String>();
    book.get().orders().forEach(order -> kinds.put(order.target(), order.action().kind()));
    return kinds;
  }

  /** Returns the orders for servers in words, by their targets. */
  Map<String, String> ofServers() {
    var words = new HashMap<String, String>();
    for (var order : book.get().orders()) {
      if (order.action() instanceof OrderAction.OfServer) {
        words.put(order.target(), words(order));
      }
    }
    return words;
  }
}
