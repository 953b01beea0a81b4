package org.holdfast.agent.top;

import java.util.List;
import java.util.Objects;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.screen.Painter;

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
        Painter.paint(lines.get(i), colour, unicode, text);
      }
    }
    shown = List.copyOf(lines);
    width = newWidth;
    return text.toString();
  }
}
