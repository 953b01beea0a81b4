package org.holdfast.agent.config.keepalived;

import org.jspecify.annotations.Nullable;

/** Finds and removes comments in lines as keepalived does. */
final class Comments {

  private Comments() {}

  /**
   * Returns the text before a comment. Within double quotes, {@code #} and {@code !} are ordinary
   * characters; outside quotes, a backslash escapes them and is removed.
   */
  static String strip(String text) {
    if (text.indexOf('#') < 0 && text.indexOf('!') < 0) {
      return text;
    }
    int at = start(text);
    var kept = unescaped(text, at < 0 ? text.length() : at);
    return at >= 0 && endsInBackslash(text) ? kept + '\\' : kept;
  }

  /** Returns the comment of a line with its first character, or null if the line has none. */
  static @Nullable String of(String text) {
    int at = start(text);
    return at < 0 ? null : text.substring(at);
  }

  /** Returns the offset of the comment in a line, or -1 if the line has none. */
  private static int start(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> quoted = !quoted;
        case '\\' -> i++;
        case '#', '!' -> {
          if (!quoted) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static String unescaped(String text, int end) {
    var kept = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && i + 1 < end) {
        i++;
        char next = text.charAt(i);
        if (quoted || (next != '#' && next != '!')) {
          kept.append(c);
        }
        kept.append(next);
        continue;
      }
      kept.append(c);
    }
    return kept.toString();
  }

  /** Whether a definition continues after the line, even if the backslash is in a comment. */
  private static boolean endsInBackslash(String text) {
    int end = text.length();
    while (end > 0 && Words.isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end > 0 && text.charAt(end - 1) == '\\';
  }

  /**
   * Returns the line as keepalived's daemons see it. The daemons read a copy that the parent
   * process wrote without comments, so a character that was escaped in the first reading begins a
   * comment in the second.
   */
  static String stripTwice(String text) {
    return strip(strip(text));
  }

  /** Whether a double quote is still open at the end of the line. */
  static boolean isQuoteOpen(String text) {
    boolean open = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        open = !open;
      } else if (c == '\\') {
        i++;
      }
    }
    return open;
  }
}
