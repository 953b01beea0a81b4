package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A word of a line.
 *
 * @param quoted whether a part of the word was quoted, so that it is not a brace
 */
record Word(String text, boolean quoted, FilePosition place) {

  boolean is(String unquoted) {
    return !quoted && text.equals(unquoted);
  }
}
