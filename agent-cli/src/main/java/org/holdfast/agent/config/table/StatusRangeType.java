package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.holdfast.health.HttpRequest.StatusRange;
import org.jspecify.annotations.Nullable;

/** A status code of HTTP, or a range of codes: {@code 204}, {@code 200-299}. */
public final class StatusRangeType extends Scalar<StatusRange> {

  public static final StatusRangeType INSTANCE = new StatusRangeType();

  private static final NumberType CODE = NumberType.from(100, 999);

  private StatusRangeType() {}

  @Override
  @Nullable StatusRange parse(String text) {
    int dash = text.indexOf('-');
    var first = CODE.parse(dash < 0 ? text : text.substring(0, dash));
    var last = dash < 0 ? first : CODE.parse(text.substring(dash + 1));
    return first == null || last == null || first > last
        ? null
        : new StatusRange(first.intValue(), last.intValue());
  }

  @Override
  public String text(StatusRange value) {
    return value.words();
  }

  @Override
  public String expected() {
    return "a status code or a range of them, such as 200 or 200-299";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "anyOf",
        List.of(
            fragment("type", "integer", "minimum", 100, "maximum", 999),
            fragment("type", "string", "pattern", "^[1-9][0-9]{2}(-[1-9][0-9]{2})?$")));
  }
}
