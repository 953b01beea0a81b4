package org.holdfast.agent.config;

import java.util.Locale;

/**
 * Something wrong with a configuration file, and where.
 *
 * @param line from 1; 0 when the file as a whole is meant
 * @param column from 1, in characters; 0 with line 0
 * @param message one line: what is wrong, what was expected, the way out where there is one
 */
public record Problem(String file, int line, int column, Severity severity, String message)
    implements Comparable<Problem> {

  /** Whether the file can be used all the same. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** By place in the file. */
  @Override
  public int compareTo(Problem other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  /** {@code FILE:LINE:COLUMN: error: MESSAGE}, the form that editors jump by. */
  @Override
  public String toString() {
    var place = line == 0 ? file : file + ":" + line + ":" + column;
    return place + ": " + severity.name().toLowerCase(Locale.ROOT) + ": " + message;
  }
}
