package org.holdfast.agent.top;

/**
 * A key of the reader's.
 *
 * @param kind which one
 * @param letter the character of {@link Kind#LETTER}; 0 for other keys
 */
record Key(Kind kind, char letter) {

  /** The keys that the screen knows. */
  enum Kind {
    LETTER,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    BACKSPACE,
    INTERRUPT,
    /** A key without a meaning. */
    OTHER
  }

  static Key of(Kind kind) {
    return new Key(kind, '\0');
  }

  static Key of(char letter) {
    return new Key(Kind.LETTER, letter);
  }

  /**
   * Decodes what a terminal has sent for one key: a character, or an escape sequence of xterm,
   * screen or the Linux console.
   */
  static Key decode(String sent) {
    return switch (sent) {
      case "\r", "\n" -> of(Kind.ENTER);
      case "\u0003" -> of(Kind.INTERRUPT);
      case "\u007f", "\b" -> of(Kind.BACKSPACE);
      case "\033" -> of(Kind.ESCAPE);
      case "\033[A", "\033OA" -> of(Kind.UP);
      case "\033[B", "\033OB" -> of(Kind.DOWN);
      case "\033[5~" -> of(Kind.PAGE_UP);
      case "\033[6~" -> of(Kind.PAGE_DOWN);
      case "\033[H", "\033OH", "\033[1~", "\033[7~" -> of(Kind.HOME);
      case "\033[F", "\033OF", "\033[4~", "\033[8~" -> of(Kind.END);
      default ->
          sent.length() == 1 && !Character.isISOControl(sent.charAt(0))
              ? of(sent.charAt(0))
              : of(Kind.OTHER);
    };
  }
}
