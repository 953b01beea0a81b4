package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A program and its arguments: a list, or one text that is split at blanks as keepalived splits it
 * (quotes keep words together, a backslash takes the next character literally). No shell is used.
 */
public final class CommandType extends SimpleType<List<String>> {

  public static final CommandType INSTANCE = new CommandType(true);

  /** The command line of a running process; its program may be a name or any path. */
  public static final CommandType PROCESS = new CommandType(false);

  private final boolean absolute;

  private CommandType(boolean absolute) {
    this.absolute = absolute;
  }

  @Override
  public @Nullable List<String> bind(NodePosition spot, Report report) {
    var words = words(spot, report);
    if (words == null) {
      return null;
    }
    if (words.isEmpty() || words.get(0).isEmpty()) {
      refuse(spot, report);
      return null;
    }
    for (var word : words) {
      if (word.indexOf('\0') >= 0) {
        report.error(spot, quote(word) + " contains a NUL character, which no argument can have");
        return null;
      }
    }
    if (absolute && !words.get(0).startsWith("/")) {
      report.error(
          spot,
          quote(words.get(0))
              + " (expected: the absolute path of a program, as in /usr/bin/"
              + words.get(0).substring(words.get(0).lastIndexOf('/') + 1)
              + ")");
      return null;
    }
    return words;
  }

  private @Nullable List<String> words(NodePosition spot, Report report) {
    if (spot.node() instanceof ScalarNode scalar) {
      var words = split(scalar.getValue());
      if (words == null) {
        report.error(spot, quote(scalar.getValue()) + " has a quote that is never closed");
      }
      return words;
    }
    if (!(spot.node() instanceof SequenceNode list)) {
      refuse(spot, report);
      return null;
    }
    var words = new ArrayList<String>();
    for (var node : list.getValue()) {
      if (!report.admits(spot)) {
        return null;
      }
      if (!(node instanceof ScalarNode word)) {
        report.error(spot.item(node), describe(node) + " (expected: an argument)");
        return null;
      }
      words.add(word.getValue());
    }
    return words;
  }

  /** Returns the words of {@code text}, or null if a quote is not closed. */
  static @Nullable List<String> split(String text) {
    var words = new ArrayList<String>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == ' ' || c == '\t' || c == '\n';
      if (blank && quote == 0) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      if (word == null) {
        word = new StringBuilder();
      }
      if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        i++;
        word.append(text.charAt(i));
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return quote == 0 ? words : null;
  }

  @Override
  public Object written(List<String> value) {
    return List.copyOf(value);
  }

  @Override
  public String expected() {
    return (absolute ? "a program's absolute path" : "a program's name or path")
        + " and its arguments, as a list or as one text";
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment(
        "anyOf",
        List.of(
            fragment("type", "string", "minLength", 1),
            fragment(
                "type",
                "array",
                "minItems",
                1,
                "items",
                fragment("type", List.of("string", "number", "boolean")))));
  }
}
