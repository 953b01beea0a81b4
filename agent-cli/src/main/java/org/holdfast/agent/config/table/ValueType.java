package org.holdfast.agent.config.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The type of a key's value. Reads the value, and describes it to people and editors. */
public abstract class ValueType<T> {

  private static final String STANDARD_TAGS = "tag:yaml.org,2002:";

  /**
   * Returns the value at {@code spot}, or null, after adding an error to the report, if it is
   * invalid.
   */
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
   * Returns the written form of {@code value}, always in the same spelling: a text, a number, a
   * boolean, or a list or a mapping of these. Reading the written form gives the same value, unless
   * {@code form} hides its secrets.
   */
  public abstract Object written(T value, Form form);

  /** Returns a description of valid values as a noun phrase: "a whole number from 1 to 255". */
  public abstract String expected();

  /**
   * Returns the JSON Schema fragment of the type.
   *
   * @param definitions receives the definition of a section, to which the schema refers
   */
  public abstract Map<String, Object> schema(Map<String, Object> definitions);

  /** Returns a JSON object with its members in order, from alternating names and values. */
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

  /**
   * Returns the text as shown in a message: shortened if it is long, with control characters
   * escaped.
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
