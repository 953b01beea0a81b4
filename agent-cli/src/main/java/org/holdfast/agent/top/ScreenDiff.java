package org.holdfast.agent.top;

import java.util.List;
import java.util.Objects;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.screen.Tone;

/**
 * Turns lines into what a terminal needs to show them: only the lines that differ from those on the
 * screen, so that nothing flickers and little passes over a slow connection. PURE.
 */
final class ScreenDiff {

  private static final String CLEAR = "\033[2J";
  private static final String PLAIN = "\033[0m";
  private static final String CLEAR_LINE = "\033[K";

  private List<Line> shown = List.of();
  private int width = -1;

  /** Returns the bytes that change the screen to these lines; empty if it shows them already. */
  String to(List<Line> lines, int newWidth, boolean colour, boolean unicode) {
    var text = new StringBuilder();
    boolean isNew = newWidth != width || lines.size() != shown.size();
    if (isNew) {
      text.append(PLAIN).append(CLEAR);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (isNew || !Objects.equals(lines.get(i), shown.get(i))) {
        text.append("\033[").append(i + 1).append(";1H").append(CLEAR_LINE);
        paint(lines.get(i), colour, unicode, text);
      }
    }
    shown = List.copyOf(lines);
    width = newWidth;
    return text.toString();
  }

  private static void paint(Line line, boolean colour, boolean unicode, StringBuilder text) {
    for (var piece : line.pieces()) {
      boolean plain = !colour || piece.tone() == Tone.PLAIN;
      if (!plain) {
        text.append("\033[").append(piece.tone().attributes()).append('m');
      }
      text.append(printable(piece.text(), unicode));
      if (!plain) {
        text.append(PLAIN);
      }
    }
  }

  /** A name from a server or a program may hold control characters, which move the cursor. */
  private static String printable(String text, boolean unicode) {
    var cut = unicode ? text : text.replace('\u2026', '~').replaceAll("[^\\x00-\\x7f]", "?");
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
