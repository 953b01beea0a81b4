package org.holdfast.agent.config.keepalived;

/** Removes comments from lines as keepalived does. */
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
