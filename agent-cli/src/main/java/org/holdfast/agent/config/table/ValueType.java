package org.holdfast.agent.config.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What may stand under a key: how it is read, how it is described to people and to editors. */
public abstract class ValueType<T> {

  private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

  /** The value at {@code spot}; null after the report was told why there is none. */
  public final @Nullable T read(Spot spot, Report report) {
    if (!report.admits(spot)) {
      return null;
    }
    var tag = spot.node().getTag().getValue();
    if (!tag.startsWith(STANDARD_TAGS)) {
      report.error(spot, "the tag " + quote(tag) + " (expected: no tag)");
      return null;
    }
    return bind(spot, report);
  }

  public abstract @Nullable T bind(Spot spot, Report report);

  /**
   * What stands in a file for {@code value}, in its one spelling: a text, a number, a truth value,
   * a list or a mapping of such. Read again, it is that value, unless {@code form} hides its
   * secrets.
   */
  public abstract Object written(T value, Form form);

  /** A noun phrase: "a whole number from 1 to 255". */
  public abstract String expected();

  /**
   * The fragment of a JSON Schema.
   *
   * @param definitions where a section puts its own, to be referred to
   */
  public abstract Map<String, Object> schema(Map<String, Object> definitions);

  /** A JSON object whose members stay in order, from names and values in turn. */
  protected static Map<String, Object> fragment(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }

  final void refuse(Spot spot, Report report) {
    report.error(spot, describe(spot.node()) + " (expected: " + expected() + ")");
  }

  static String describe(Node node) {
    if (node instanceof ScalarNode scalar) {
      return isAbsent(node) ? "no value" : quote(scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** Whether nothing stands behind a key's colon. */
  static boolean isAbsent(Node node) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().isEmpty();
  }

  /**
   * As it may stand in a one-line message: cut to a bearable length, control characters escaped.
   */
  public static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      if (i == 60) {
        return quoted.append("...\"").toString();
      }
      char c = text.charAt(i);
      if (c == '\n') {
        quoted.append("\\n");
      } else {
        quoted.append(Character.isISOControl(c) ? '?' : c);
      }
    }
    return quoted.append('"').toString();
  }
}
