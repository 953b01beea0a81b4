package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a YAML file, cut along its lines: every virtual server by itself, and the rest. A
 * guess by the indentation, which holds when each piece turns out to be sound YAML by itself: a
 * quoted text, a flow mapping or an alias that reaches over a cut is none.
 *
 * @param rest all but the virtual servers; the line of their key is in it
 * @param keyLine the number of that line, from 0
 * @param servers each from the line of its name up to the next one's
 */
record Outline(String rest, int keyLine, List<String> servers) {

  private static final String KEY = "virtual-servers:";

  Outline {
    servers = List.copyOf(servers);
  }

  /** Null when {@code text} has no virtual servers that could be told apart. */
  static @Nullable Outline of(String text) {
    int key = text.startsWith(KEY) ? 0 : text.indexOf('\n' + KEY) + 1;
    boolean found = key > 0 || text.startsWith(KEY);
    if (!found || hasOtherLineBreaks(text) || !isBlank(text, key + KEY.length())) {
      return null;
    }
    return of(text, key);
  }

  private static @Nullable Outline of(String text, int key) {
    var starts = new ArrayList<Integer>();
    int indent = 0;
    int line = after(text, key);
    while (line < text.length()) {
      int column = indentation(text, line);
      if (!isBlank(text, line + column)) {
        if (column == 0) {
          break;
        }
        indent = starts.isEmpty() ? column : indent;
        if (column < indent) {
          return null;
        }
        char first = text.charAt(line + column);
        if (column == indent && first != '}' && first != ']') {
          starts.add(line);
        }
      }
      line = after(text, line);
    }
    if (starts.isEmpty()) {
      return null;
    }
    var servers = new ArrayList<String>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : line;
      servers.add(text.substring(starts.get(i), end));
    }
    int keyLine = (int) text.substring(0, key).chars().filter(c -> c == '\n').count();
    return new Outline(
        text.substring(0, starts.getFirst()) + text.substring(line), keyLine, servers);
  }

  /** Whether YAML sees ends of lines where this class sees none. */
  private static boolean hasOtherLineBreaks(String text) {
    for (int at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
      if (!text.startsWith("\n", at + 1)) {
        return true;
      }
    }
    return text.indexOf('\u0085') >= 0
        || text.indexOf('\u2028') >= 0
        || text.indexOf('\u2029') >= 0;
  }

  private static int indentation(String text, int line) {
    int at = line;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at - line;
  }

  /** Whether nothing but a comment stands between here and the end of the line. */
  private static boolean isBlank(String text, int from) {
    int at = from + indentation(text, from);
    return at == text.length() || "\r\n#".indexOf(text.charAt(at)) >= 0;
  }

  /** Where the next line begins. */
  private static int after(String text, int line) {
    int end = text.indexOf('\n', line);
    return end < 0 ? text.length() : end + 1;
  }
}
