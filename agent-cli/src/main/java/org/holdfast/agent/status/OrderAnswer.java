package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The agent's response to an order, and the orders that now hold. Plain values.
 *
 * @param words text for the operator; empty if the request gave no order
 * @param warning a problem that the order causes although it holds; empty for none
 */
public record OrderAnswer(String words, String warning, List<OrderStatus> orders) {

  public OrderAnswer {
    orders = List.copyOf(orders);
  }

  /**
   * An order that holds.
   *
   * @param kind step-down, drain or weight
   * @param target an instance's name, or {@code web/10.0.0.1:80}
   * @param given the time at which the order was given, see {@link
   *     org.holdfast.time.ClockTime#of(java.time.Instant)}
   * @param until the end of the order, or the deadline of a drain; null if the order holds until it
   *     is withdrawn
   */
  public record OrderStatus(
      String kind,
      String target,
      String owner,
      String reason,
      String given,
      @Nullable String until,
      String words) {}

  /** Returns one JSON object, indented. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads the result of {@link #toJson}.
   *
   * @throws IOException if the text is not such an object
   */
  public static OrderAnswer fromJson(String json) throws IOException {
    return Json.read(OrderAnswer.class, json);
  }
}
