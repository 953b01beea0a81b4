package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays rows out in columns that fit a width. Columns that do not fit are left out, the least
 * important first; the last column takes the room that is left.
 */
final class Columns {

  private static final String GAP = "  ";

  private final List<Column> columns;

  /**
   * @param most the widest that the column becomes; longer values are cut
   * @param importance columns with smaller numbers are left out first; {@link #ALWAYS} for never
   */
  record Column(String title, boolean right, int most, int importance) {}

  static final int ALWAYS = Integer.MAX_VALUE;

  /** A value of a row. */
  record Cell(String text, Tone tone) {
    static Cell of(String text) {
      return new Cell(text, Tone.PLAIN);
    }
  }

  Columns(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /**
   * Returns a line of titles and a line for each row.
   *
   * @param rows a cell for each column
   */
  List<Line> lines(List<List<Cell>> rows, int width) {
    var shown = new ArrayList<Integer>();
    var widths = new int[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      int widest = rows.stream().mapToInt(row -> row.get(column).text().length()).max().orElse(0);
      if (widest > 0) {
        shown.add(i);
      }
      var form = columns.get(i);
      widths[i] = Math.max(form.title().length(), Math.min(form.most(), widest));
    }
    fit(shown, widths, width);
    var lines = new ArrayList<Line>();
    var titles = columns.stream().map(column -> new Cell(column.title(), Tone.FAINT)).toList();
    lines.add(line(titles, shown, widths));
    rows.forEach(row -> lines.add(line(row, shown, widths)));
    return lines;
  }

  private void fit(List<Integer> shown, int[] widths, int width) {
    while (sum(shown, widths) > width) {
      int least = -1;
      for (int column : shown) {
        int importance = columns.get(column).importance();
        if (importance != ALWAYS && (least < 0 || importance < columns.get(least).importance())) {
          least = column;
        }
      }
      if (least < 0) {
        return; // the line is cut where the terminal ends
      }
      shown.remove(Integer.valueOf(least));
    }
    if (!shown.isEmpty()) {
      int last = shown.getLast();
      widths[last] += width - sum(shown, widths);
    }
  }

  /** Returns the width of the shown columns with the gaps between them. */
  private int sum(List<Integer> shown, int[] widths) {
    int sum = 0;
    for (int i = 0; i < shown.size(); i++) {
      int column = shown.get(i);
      sum += i == 0 ? 0 : GAP.length();
      sum += widths[column];
    }
    return sum;
  }

  private Line line(List<Cell> row, List<Integer> shown, int[] widths) {
    var line = Line.EMPTY;
    for (int i = 0; i < shown.size(); i++) {
      int column = shown.get(i);
      var text = Line.cut(row.get(column).text(), Math.max(1, widths[column]));
      var room = " ".repeat(Math.max(0, widths[column] - text.length()));
      line = i == 0 ? line : line.and(GAP);
      var tone = row.get(column).tone();
      line =
          columns.get(column).right()
              ? line.and(room).and(text, tone)
              : line.and(text, tone).and(i == shown.size() - 1 ? "" : room);
    }
    return line;
  }
}
