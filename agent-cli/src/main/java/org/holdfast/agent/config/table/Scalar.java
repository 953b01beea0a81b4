package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A value that is one piece of text. YAML's own typing is not asked: the key's type decides. */
public abstract class Scalar<T> extends SimpleType<T> {

  /** What {@code text} means; null for nothing. */
  abstract @Nullable T parse(String text);

  /** The way out for a text that means nothing, to follow what was expected; empty for none. */
  String remedy(String text) {
    return "";
  }

  /** The one text, of all that mean {@code value}, that we write. */
  public abstract String text(T value);

  @Override
  public Object written(T value) {
    return text(value);
  }

  @Override
  public final @Nullable T bind(Spot spot, Report report) {
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
