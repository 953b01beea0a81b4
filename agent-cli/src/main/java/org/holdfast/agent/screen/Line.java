package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.List;

/** A line of a screen: pieces of text, each with its meaning. Immutable. */
public record Line(List<Piece> pieces) {

  /** An empty line. */
  public static final Line EMPTY = new Line(List.of());

  private static final String ELLIPSIS = "\u2026";

  public Line {
    pieces = List.copyOf(pieces);
  }

  /** A piece of text without line breaks. */
  public record Piece(String text, Tone tone) {}

  /** Returns a line of plain text. */
  public static Line of(String text) {
    return of(text, Tone.PLAIN);
  }

  /** Returns a line of one tone. */
  public static Line of(String text, Tone tone) {
    return new Line(List.of(new Piece(text, tone)));
  }

  /** Returns this line with text added at its end. */
  public Line and(String text, Tone tone) {
    var more = new ArrayList<>(pieces);
    more.add(new Piece(text, tone));
    return new Line(more);
  }

  /** Returns this line with plain text added at its end. */
  public Line and(String text) {
    return and(text, Tone.PLAIN);
  }

  /** Returns the text without tones. */
  public String text() {
    var text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  /** Returns the line cut to a width, with an ellipsis in place of what is cut off. */
  public Line cut(int width) {
    var kept = new ArrayList<Piece>();
    int left = width;
    if (text().length() <= width) {
      return this;
    }
    left -= ELLIPSIS.length();
    for (var piece : pieces) {
      int length = Math.min(left, piece.text().length());
      kept.add(new Piece(piece.text().substring(0, length), piece.tone()));
      left -= length;
    }
    var last = kept.getLast();
    kept.set(kept.size() - 1, new Piece(last.text() + ELLIPSIS, last.tone()));
    return new Line(kept);
  }

  /**
   * Returns the line broken so that each part fits a width: at spaces, and within a word that is
   * longer than a part.
   *
   * @param indent the spaces before each part but the first
   */
  public List<Line> wrapped(int width, int indent) {
    var parts = new ArrayList<Line>();
    var part = EMPTY;
    int used = 0;
    for (var piece : pieces) {
      for (var word : piece.text().split("(?<= )", -1)) {
        var rest = word;
        while (used + rest.stripTrailing().length() > width) {
          if (used <= indent) {
            part = part.and(rest.substring(0, width - used), piece.tone());
            rest = rest.substring(width - used);
          }
          parts.add(part.withoutLastSpace());
          part = of(" ".repeat(indent));
          used = indent;
        }
        part = part.and(rest, piece.tone());
        used += rest.length();
      }
    }
    parts.add(part);
    return parts;
  }

  private Line withoutLastSpace() {
    var stripped = new ArrayList<>(pieces);
    var last = stripped.removeLast();
    stripped.add(new Piece(last.text().stripTrailing(), last.tone()));
    return new Line(stripped);
  }

  /** Returns a text cut to a width, with an ellipsis in place of what is cut off. */
  public static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - ELLIPSIS.length()) + ELLIPSIS;
  }
}
