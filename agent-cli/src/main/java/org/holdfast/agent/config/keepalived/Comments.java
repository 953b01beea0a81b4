package org.holdfast.agent.config.keepalived;

/** Takes comments out of lines as keepalived does. */
final class Comments {

  private Comments() {}

  /**
   * The text before a comment. Double quotes hide {@code #} and {@code !}; a backslash before one
   * of them outside of quotes makes it plain and goes itself.
   */
  static String strip(String text) {
    if (text.indexOf('#') < 0 && text.indexOf('!') < 0) {
      return text;
    }
    var kept = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && i + 1 < text.length()) {
        i++;
        char next = text.charAt(i);
        if (quoted || (next != '#' && next != '!')) {
          kept.append(c);
        }
        kept.append(next);
        continue;
      } else if (!quoted && (c == '#' || c == '!')) {
        return endsInBackslash(text) ? kept.append('\\').toString() : kept.toString();
      }
      kept.append(c);
    }
    return kept.toString();
  }

  /** A definition goes on behind such a line, even if the backslash ends a comment. */
  private static boolean endsInBackslash(String text) {
    int end = text.length();
    while (end > 0 && Words.isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end > 0 && text.charAt(end - 1) == '\\';
  }

  /**
   * As keepalived's daemons see a line: the parent writes the file down without its comments, and
   * they read that, so what the first reading made plain is a comment to the second.
   */
  static String stripTwice(String text) {
    return strip(strip(text));
  }

  /** Whether a double quote is open at the line's end. */
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
