package org.holdfast.agent.config;

import java.util.Locale;

/**
 * An error or a warning about a configuration file, and its position.
 *
 * @param line from 1; 0 if the problem concerns the whole file
 * @param column from 1, in characters; 0 with line 0
 * @param message one line: the error, the expected value, and the remedy if there is one
 */
public record Problem(String file, int line, int column, Severity severity, String message)
    implements Comparable<Problem> {

  /** A file with an error cannot be used; a file with warnings can. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** Returns the same problem as one with which the file cannot be used. */
  public Problem asError() {
    return new Problem(file, line, column, Severity.ERROR, message);
  }

  /** Orders problems by their position in the file. */
  @Override
  public int compareTo(Problem other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  /** {@code FILE:LINE:COLUMN: error: MESSAGE}, a form that editors can jump to. */
  @Override
  public String toString() {
    var place = line == 0 ? file : file + ":" + line + ":" + column;
    return place + ": " + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
  }
}
