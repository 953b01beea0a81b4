package org.holdfast.agent.config.table;

import java.util.List;
import java.util.Map;
import org.holdfast.net.RuleProperties.Range;
import org.jspecify.annotations.Nullable;

/** A number or a range of numbers: {@code 80}, {@code 10000-19999}. */
public final class NumberRangeType extends Scalar<Range> {

  private final NumberType number;
  private final String example;

  private NumberRangeType(NumberType number, String example) {
    this.number = number;
    this.example = example;
  }

  /** Returns the type of ranges within these bounds. */
  public static NumberRangeType from(long least, long most, String example) {
    return new NumberRangeType(NumberType.from(least, most), example);
  }

  @Override
  @Nullable Range parse(String text) {
    int dash = text.indexOf('-');
    var first = number.parse(dash < 0 ? text : text.substring(0, dash));
    var last = dash < 0 ? first : number.parse(text.substring(dash + 1));
    return first == null || last == null || first > last ? null : new Range(first, last);
  }

  @Override
  public String text(Range value) {
    return value.toString();
  }

  @Override
  public String expected() {
    return "a number or a range from "
        + number.least()
        + " to "
        + number.most()
        + ", such as "
        + example;
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "anyOf",
        List.of(
            number.schema(definitions),
            fragment("type", "string", "pattern", "^[0-9]{1,10}(-[0-9]{1,10})?$")));
  }
}
