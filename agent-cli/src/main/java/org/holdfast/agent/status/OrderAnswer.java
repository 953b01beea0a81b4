package org.holdfast.agent.status;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
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

  private static final JSON WRITER =
      JSON.std.with(
          JSON.Feature.PRETTY_PRINT_OUTPUT,
          JSON.Feature.WRITE_NULL_PROPERTIES,
          JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER);

  /** One JSON object, indented. */
  public String toJson() {
    try {
      return WRITER.asString(this) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException("orders as JSON", e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException when it is no such object
   */
  public static OrderAnswer fromJson(String json) throws IOException {
    return JSON.std.beanFrom(OrderAnswer.class, json);
  }

  /** What a refusal says; the text itself where it is none of the agent's. */
  public static String refusal(String json) {
    try {
      return JSON.std.mapFrom(json).get("error") instanceof String error ? error : json;
    } catch (IOException notJson) {
      return json;
    }
  }
}
