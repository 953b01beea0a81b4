package org.holdfast.agent.config.keepalived;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code $NAME} and {@code ${NAME}}. A parameter, and the parameters in its value,
 * are replaced when it is used; an unknown name is left unchanged.
 */
final class Parameters {

  private static final int DEEPEST = 32;
  private static final int LARGEST_RANDOM = 32_767;

  /**
   * The limit of all replacements together in characters, because nested values can grow
   * exponentially.
   */
  private static final int MOST_CHARACTERS = 16 << 20;

  private final HostEnvironment world;
  private final Notes notes;
  private final Map<String, String> values = new HashMap<>();
  private int characters;

  Parameters(HostEnvironment world, Notes notes) {
    this.world = world;
    this.notes = notes;
  }

  void define(String name, String value) {
    values.put(name, value);
  }

  /**
   * Returns the text with every known parameter replaced; a value may contain line ends.
   *
   * @param directory the value of {@code ${_PWD}}
   */
  String expand(String text, FilePosition place, String directory) {
    return text.indexOf('$') < 0 ? text : expand(text, place, directory, 0);
  }

  /**
   * Like {@link #expand}, but also replaces names followed by a character other than a blank, such
   * as a comma.
   */
  String expandAll(String text, FilePosition place) {
    var expanded = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = at + 1;
      while (text.charAt(at) == '$' && end < text.length() && isOfName(text.charAt(end))) {
        end++;
      }
      var value = end == at + 1 ? null : values.get(text.substring(at + 1, end));
      expanded.append(value == null ? text.substring(at, end) : value);
      at = end;
    }
    return expand(expanded.toString(), place, "");
  }

  private String expand(String text, FilePosition place, String directory, int depth) {
    if (depth > DEEPEST) {
      notes.fatal(place, "parameters nested deeper than " + DEEPEST + ": does one name itself?");
      return "";
    }
    var expanded = new StringBuilder();
    int at = 0;
    while (at < text.length() && !notes.isFatal()) {
      int dollar = text.indexOf('$', at);
      if (dollar < 0) {
        expanded.append(text, at, text.length());
        break;
      }
      expanded.append(text, at, dollar);
      at = dollar;
      boolean braced = text.startsWith("${", at);
      int end = braced ? text.indexOf('}', at) : endOfName(text, at + 1);
      var value =
          end < 0 ? null : value(text.substring(at + (braced ? 2 : 1), end), braced, directory);
      if (value == null) {
        expanded.append('$');
        at++;
      } else {
        // The lines are expanded one by one later, because a line may define a parameter that the
        // next one uses.
        boolean isWhole = value.indexOf('$') < 0 || value.indexOf('\n') >= 0;
        expanded.append(isWhole ? value : expand(value, place, directory, depth + 1));
        at = braced ? end + 1 : end;
      }
    }
    characters += expanded.length();
    if (characters > MOST_CHARACTERS) {
      notes.fatal(place, "parameters grow beyond " + (MOST_CHARACTERS >> 20) + " MiB");
    }
    return expanded.toString();
  }

  /**
   * Returns the end of the name at {@code at}, or -1 unless the name is followed by a blank or the
   * end of the line.
   */
  private static int endOfName(String text, int at) {
    int end = at;
    while (end < text.length() && isOfName(text.charAt(end))) {
      end++;
    }
    boolean ends = end == text.length() || Words.isBlank(text.charAt(end));
    return ends && end > at ? end : -1;
  }

  static boolean isOfName(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private @Nullable String value(String name, boolean braced, String directory) {
    var value = values.get(name);
    return value != null || !braced ? value : predefined(name, directory);
  }

  private @Nullable String predefined(String name, String directory) {
    var words = name.strip().split("[ \t]+", -1);
    return switch (words[0]) {
      case "_PWD" -> absolute(directory);
      case "_INSTANCE" -> world.configId();
      case "_HASH" -> "#";
      case "_BANG" -> "!";
      case "_ENV" -> words.length == 2 ? world.environment(words[1]) : null;
      case "_RANDOM" -> random(words);
      default -> null;
    };
  }

  private static String absolute(String directory) {
    return directory.startsWith("/")
        ? directory
        : Path.of(directory).toAbsolutePath().normalize().toString();
  }

  private @Nullable String random(String[] words) {
    var least = words.length > 1 ? Numbers.parse(words[1]) : Long.valueOf(0);
    var most = words.length > 2 ? Numbers.parse(words[2]) : Long.valueOf(LARGEST_RANDOM);
    if (least == null || most == null || least < 0 || most > LARGEST_RANDOM || least > most) {
      return null;
    }
    return Integer.toString(world.random(least.intValue(), most.intValue()));
  }
}
