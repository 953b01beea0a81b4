package org.holdfast.agent.status;

import java.io.IOException;
import java.util.List;
import org.holdfast.agent.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the agent says to an order, and which orders hold now. Plain values.
 *
 * @param words for the operator; empty where nothing was ordered
 * @param warning what is not as it should be though the order holds; empty for nothing
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
   * @param given when, in ISO 8601
   * @param until when it ends by itself, of a drain its deadline; null for when it is taken back
   */
  public record OrderStatus(
      String kind,
      String target,
      String owner,
      String reason,
      String given,
      @Nullable String until,
      String words) {}

  /** One JSON object, indented. */
  public String toJson() {
    return Json.pretty(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static OrderAnswer fromJson(String json) throws IOException {
    return Json.read(OrderAnswer.class, json);
  }
}
