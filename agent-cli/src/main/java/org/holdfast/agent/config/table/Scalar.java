package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A value that is one piece of text. The key's type decides what it means, not YAML's types. */
public abstract class Scalar<T> extends SimpleType<T> {

  /** The value of {@code text}; null if the text is invalid. */
  abstract @Nullable T parse(String text);

  /** The remedy for an invalid text, to be appended to the message; empty for none. */
  String remedy(String text) {
    return "";
  }

  /** The text that is written for {@code value}, one of those that mean it. */
  public abstract String text(T value);

  @Override
  public Object written(T value) {
    return text(value);
  }

  @Override
  public final @Nullable T bind(NodePosition spot, Report report) {
    if (!(spot.node() instanceof ScalarNode scalar) || isAbsent(scalar)) {
      refuse(spot, report);
      return null;
    }
    var text = scalar.getValue();
    var value = parse(text);
    if (value == null) {
      report.error(spot, quote(text) + " (expected: " + expected() + ")" + remedy(text));
    }
    return value;
  }
}
