package org.holdfast.agent.screen;

import java.util.List;

/** Writes lines for a terminal. */
public final class Painter {

  private static final String START = "\033[";
  private static final String END = "\033[0m";

  private Painter() {}

  /** Returns the lines, each with a final line feed, as the view's terminal can show them. */
  public static String text(List<Line> lines, View view) {
    var text = new StringBuilder();
    for (var line : lines) {
      paint(line.cut(view.width()), view, text);
      int end = text.length();
      while (end > 0 && text.charAt(end - 1) == ' ') {
        end--;
      }
      text.setLength(end);
      text.append('\n');
    }
    return text.toString();
  }

  private static void paint(Line line, View view, StringBuilder text) {
    for (var piece : line.pieces()) {
      if (piece.text().isEmpty()) {
        continue;
      }
      var shown = view.unicode() ? piece.text() : ascii(piece.text());
      if (!view.colour() || piece.tone() == Tone.PLAIN) {
        text.append(shown);
      } else {
        text.append(START).append(piece.tone().attributes()).append('m').append(shown).append(END);
      }
    }
  }

  /** The ellipsis becomes a tilde, which is as wide; other characters become question marks. */
  private static String ascii(String text) {
    if (text.chars().allMatch(unit -> unit < 0x80)) {
      return text;
    }
    return text.replace('\u2026', '~').replaceAll("[^\\x00-\\x7f]", "?");
  }
}
