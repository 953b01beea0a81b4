package org.holdfast.net;

/**
 * Makes text that came from outside fit to be kept, logged and shown on a terminal: no control
 * characters (those of U+0080 to U+009F included), no invisible formatting such as a change of the
 * writing direction, no line and paragraph separators, no half characters. PURE; any thread.
 */
public final class Printable {

  /** Characters of a text that is kept; more says nothing new to a person. */
  public static final int MOST = 200;

  private static final String CUT = "...";

  private Printable() {}

  /** One line of {@value #MOST} characters at most; what cannot be shown is a question mark. */
  public static String of(String text) {
    if (text.length() <= MOST) {
      return shown(text, false);
    }
    int end = MOST - CUT.length();
    boolean splits = Character.isHighSurrogate(text.charAt(end - 1));
    return shown(text.substring(0, splits ? end - 1 : end), false) + CUT;
  }

  /** Any number of lines, with their ends and tabs. */
  public static String lines(String text) {
    return shown(text, true);
  }

  private static String shown(String text, boolean lines) {
    int at = 0;
    while (at < text.length() && isShown(text.codePointAt(at), lines)) {
      at += Character.charCount(text.codePointAt(at));
    }
    if (at == text.length()) {
      return text; // nearly always
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
