package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Normalizes the values that keepalived prints in the style of {@code ip} and those of our records
 * to a common form.
 */
final class Normal {

  private static final Set<String> FLAGS = Set.of("no_track", "home", "nodad", "deprecated");

  private Normal() {}

  /**
   * Returns an address in the form {@code 192.0.2.1/24 dev eth0 label eth0:1}; the scope appears
   * only if it is not global.
   */
  static String address(String text) {
    var words = words(text);
    return words.getFirst()
        + pairs(words.subList(1, words.size()), Set.of("preferred_lft", "deprecated"));
  }

  /** Returns a route in the form {@code unicast 198.51.100.0/24 dev eth0 via 10.0.0.1}. */
  static String route(String text) {
    var words = words(text);
    words.removeFirst(); // the operation: prepend or add
    words.removeAll(List.of("inet", "inet6"));
    var first = words.removeFirst();
    var type = Character.isDigit(first.charAt(0)) || first.indexOf(':') >= 0 ? "unicast" : first;
    var destination = type.equals("unicast") ? first : words.removeFirst();
    return type + " " + destination + pairs(words, Set.of("proto", "no_track"));
  }

  /** Expands a range of IPv4 addresses into the individual addresses. */
  static List<String> endpoints(String text) {
    var range = Pattern.compile("([0-9.]+\\.)(\\d+)-[0-9.]+\\.(\\d+)(:\\d+)").matcher(text);
    if (!range.matches()) {
      return List.of(text);
    }
    var all = new ArrayList<String>();
    for (int i = Integer.parseInt(range.group(2)); i <= Integer.parseInt(range.group(3)); i++) {
      all.add(range.group(1) + i + range.group(4));
    }
    return all;
  }

  static String rule(String text) {
    var words = words(text);
    if (!words.getFirst().equals("from")) {
      words.addFirst("unicast");
    }
    return pairs(words, Set.of("protocol", "tos")).strip();
  }

  /** Turns {@code 'a' 'b c'} into {@code a|b c}. */
  static String command(String text) {
    return text.substring(1, text.length() - 1).replace("' '", "|");
  }

  private static List<String> words(String text) {
    return new ArrayList<>(List.of(text.strip().split(" +", -1)));
  }

  private static String pairs(List<String> words, Set<String> ignored) {
    var pairs = new TreeMap<String, String>();
    int i = 0;
    while (i < words.size()) {
      var word = words.get(i);
      if (FLAGS.contains(word) || i + 1 == words.size()) {
        pairs.put(word, "");
        i++;
      } else {
        pairs.put(word.equals("lookup") ? "table" : word, value(word, words.get(i + 1)));
        i += 2;
      }
    }
    var text = new StringBuilder();
    pairs.forEach((key, value) -> {
      boolean isDefault =
          (key.equals("scope") && value.equals("global"))
              || (key.equals("from") && value.equals("all"));
      if (!ignored.contains(key) && !isDefault) {
        text.append(' ').append(key).append(value.isEmpty() ? "" : " " + value);
      }
    });
    return text.toString();
  }

  private static String value(String word, String value) {
    return switch (word) {
      case "dev" -> value.replaceFirst("@.*", "");
      case "fwmark" -> Long.decode(value).toString();
      case "scope" -> value.equals("253") ? "link" : value;
      default -> value;
    };
  }
}
