package org.holdfast.agent.config.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The type of a key's value: how it is read, and how it is described to people and to editors. */
public abstract class ValueType<T> {

  private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

  /** The value at {@code spot}; null if it is invalid, after adding the error to the report. */
  public final @Nullable T read(NodePosition spot, Report report) {
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

  public abstract @Nullable T bind(NodePosition spot, Report report);

  /**
   * The written form of {@code value}, always in the same spelling: a text, a number, a boolean, or
   * a list or a mapping of these. Reading it gives the same value, unless {@code form} hides its
   * secrets.
   */
  public abstract Object written(T value, Form form);

  /** A noun phrase: "a whole number from 1 to 255". */
  public abstract String expected();

  /**
   * The fragment of a JSON Schema.
   *
   * @param definitions receives a section's own definition, for references to it
   */
  public abstract Map<String, Object> schema(Map<String, Object> definitions);

  /** A JSON object with its members in order, from alternating names and values. */
  protected static Map<String, Object> fragment(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }

  final void refuse(NodePosition spot, Report report) {
    report.error(spot, describe(spot.node()) + " (expected: " + expected() + ")");
  }

  static String describe(Node node) {
    if (node instanceof ScalarNode scalar) {
      return isAbsent(node) ? "no value" : quote(scalar.getValue());
    }
    return node instanceof SequenceNode ? "a list" : "a mapping";
  }

  /** Whether there is no value after a key's colon. */
  static boolean isAbsent(Node node) {
    return node instanceof ScalarNode scalar && scalar.isPlain() && scalar.getValue().isEmpty();
  }

  /** The text in the form for a message: shortened if it is long, control characters escaped. */
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
