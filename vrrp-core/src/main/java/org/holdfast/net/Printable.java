package org.holdfast.net;

/**
 * Makes text from outside safe to keep, log and show on a terminal: without control characters
 * (including U+0080 to U+009F), invisible formatting such as changes of the writing direction, line
 * and paragraph separators, and unpaired surrogates. PURE; thread-safe.
 */
public final class Printable {

  /** The longest text that is kept, in characters; more text would not help a reader. */
  public static final int MOST = 200;

  private static final String CUT = "...";

  private Printable() {}

  /**
   * Returns one line of at most {@value #MOST} characters; each character that cannot be shown
   * becomes a question mark.
   */
  public static String of(String text) {
    if (text.length() <= MOST) {
      return shown(text, false);
    }
    int end = MOST - CUT.length();
    boolean splits = Character.isHighSurrogate(text.charAt(end - 1));
    return shown(text.substring(0, splits ? end - 1 : end), false) + CUT;
  }

  /** Returns any number of lines, keeping line ends and tabs. */
  public static String lines(String text) {
    return shown(text, true);
  }

  private static String shown(String text, boolean lines) {
    int at = 0;
    while (at < text.length() && isShown(text.codePointAt(at), lines)) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text; // the usual case
    }
    var shown = new StringBuilder(text.length()).append(text, 0, at);
    while (at < text.length()) {
      int next = text.codePointAt(at);
      shown.appendCodePoint(isShown(next, lines) ? next : '?');
      at += Character.charCount(next);
    }
    return shown.toString();
  }

  private static boolean isShown(int character, boolean lines) {
    if (character >= ' ' && character < 0x7f) {
      return true;
    }
    if (lines && (character == '\n' || character == '\t')) {
      return true;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
