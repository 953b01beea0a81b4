package org.holdfast.agent.config.document;

/**
 * A position in a file of a configuration.
 *
 * @param line from 1
 * @param column from 1, in characters; if the line has parameters, counted after their expansion
 */
public record FilePosition(String file, int line, int column) {

  // The methods that a record has by itself are made at run time, which takes as long as reading a
  // small keepalived.conf, and positions are the keys of maps there.

  @Override
  public boolean equals(Object other) {
    return other instanceof FilePosition that
        && line == that.line
        && column == that.column
        && file.equals(that.file);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * file.hashCode() + line) + column;
  }
}
