package org.holdfast.agent.orders;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The format of the order file: a line for each order, with tabs between the fields.
 *
 * <pre>
 *  holdfast-orders 1
 *  step-down  VI_1                  given  until  owner  reason
 *  drain      web  10.0.0.1:80  deadline  given  until  owner  reason
 *  weight     web  10.0.0.1:80  5         given  until  owner  reason
 * </pre>
 *
 * <p>Instants are ISO 8601 in UTC, {@code -} for none. A backslash, a tab and ends of lines in
 * names and reasons are written as in Java. {@code parse(write(book))} is {@code book}.
 */
public final class OrderText {

  private static final String HEADER = "holdfast-orders 1";
  private static final String NONE = "-";
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private OrderText() {}

  /** Returns the text of these orders. */
  public static String write(OrderBook book) {
    var text = new StringBuilder(HEADER).append('\n');
    for (var order : book.orders()) {
      var fields = new ArrayList<>(action(order.action()));
      fields.add(order.given().toString());
      fields.add(order.until().map(Instant::toString).orElse(NONE));
      fields.add(order.owner());
      fields.add(order.reason());
      text.append(String.join("\t", fields.stream().map(OrderText::escaped).toList())).append('\n');
    }
    return text.toString();
  }

  private static List<String> action(OrderAction action) {
    return switch (action) {
      case OrderAction.StepDown(String instance) -> List.of("step-down", instance);
      case OrderAction.Drain(String service, String server, Instant deadline) ->
          List.of("drain", service, server, deadline.toString());
      case OrderAction.Weight(String service, String server, int weight) ->
          List.of("weight", service, server, Integer.toString(weight));
    };
  }

  /** Returns the orders in a text; empty if any of its lines is invalid. */
  public static Optional<OrderBook> parse(String text) {
    var lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER) || !text.endsWith("\n")) {
      return Optional.empty();
    }
    var orders = new ArrayList<Order>();
    try {
      for (var line : lines.subList(1, lines.size())) {
        orders.add(order(List.of(line.split("\t", -1))));
      }
      return Optional.of(OrderBook.of(orders));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Order order(List<String> escaped) {
    var fields = escaped.stream().map(OrderText::plain).toList();
    int length = fields.getFirst().equals("step-down") ? 2 : 4;
    if (fields.size() != length + 4) {
      throw new IllegalArgumentException("fields: " + fields.size());
    }
    var rest = fields.subList(length, length + 4);
    return new Order(
        action(fields),
        rest.get(2),
        rest.get(3),
        instant(rest.get(0)),
        rest.get(1).equals(NONE) ? Optional.empty() : Optional.of(instant(rest.get(1))));
  }

  /** Returns an instant in the years 1970 to 9999; an order with any other instant is invalid. */
  private static Instant instant(String text) {
    var instant = Instant.parse(text);
    if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
      throw new IllegalArgumentException(text + " (expected: 1970 to 9999)");
    }
    return instant;
  }

  private static OrderAction action(List<String> fields) {
    return switch (fields.getFirst()) {
      case "step-down" -> new OrderAction.StepDown(fields.get(1));
      case "drain" -> new OrderAction.Drain(fields.get(1), fields.get(2), instant(fields.get(3)));
      case "weight" -> new OrderAction.Weight(fields.get(1), fields.get(2), weight(fields.get(3)));
      default -> throw new IllegalArgumentException("kind: " + fields.getFirst());
    };
  }

  private static int weight(String text) {
    int weight = Integer.parseInt(text);
    if (weight < 0) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: 0 or more)");
    }
    return weight;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String plain(String text) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c != '\\' || ++i == text.length() ? c : unescaped(text.charAt(i)));
    }
    return plain.toString();
  }

  private static char unescaped(char letter) {
    return switch (letter) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> letter;
    };
  }
}
