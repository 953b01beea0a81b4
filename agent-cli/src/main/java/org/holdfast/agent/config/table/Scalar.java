package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A value that is one piece of text. The type of the key, not YAML's type, determines its meaning.
 */
public abstract class Scalar<T> extends SimpleType<T> {

  /** Returns the value of {@code text}, or null if the text is invalid. */
  abstract @Nullable T parse(String text);

  /**
   * Returns the remedy for an invalid text, to be appended to the message; empty if there is none.
   */
  String remedy(String text) {
    return "";
  }

  /** Returns the text that is written for {@code value}, which may have other spellings. */
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
