package org.holdfast.agent.screen;

import java.util.List;
import java.util.regex.Pattern;

/** Writes lines for a terminal. */
public final class Painter {

  private static final String START = "\033[";
  private static final String END = "\033[0m";
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Painter() {}

  /** Returns the lines, each with a final line feed, as the view's terminal can show them. */
  public static String text(List<Line> lines, View view) {
    var text = new StringBuilder();
    for (var line : lines) {
      paint(line.cut(view.width()), view.colour(), view.unicode(), text);
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == ' ') {
        end--;
      }
      text.setLength(end);
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * Adds a line as a terminal can show it, without a line feed.
   *
   * @param colour whether the terminal shows colours
   * @param unicode whether the terminal shows characters beyond ASCII
   */
  public static void paint(Line line, boolean colour, boolean unicode, StringBuilder text) {
    for (var piece : line.pieces()) {
      if (piece.text().isEmpty()) {
        continue;
      }
      var shown = printable(unicode ? piece.text() : ascii(piece.text()));
      if (!colour || piece.tone() == Tone.PLAIN) {
        text.append(shown);
      } else {
        text.append(START).append(piece.tone().attributes()).append('m').append(shown).append(END);
      }
    }
  }

  /** A name from a server or a program may have control characters, which move the cursor. */
  private static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  /** The ellipsis becomes a tilde, which is as wide; other characters become question marks. */
  private static String ascii(String text) {
    if (text.chars().allMatch(unit -> unit < 0x80)) {
      return text;
    }
    return text.replace('\u2026', '~').replaceAll("[^\\x00-\\x7f]", "?");
  }
}
