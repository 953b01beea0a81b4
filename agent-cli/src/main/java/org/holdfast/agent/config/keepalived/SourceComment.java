package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A comment of the operator.
 *
 * @param text the comment with the character that begins it
 * @param isAlone whether the line has nothing else
 * @param isAtEnd whether no line of the same file follows that has anything but a comment
 * @param next the index of the first line that was read from the comment's own line or after it
 */
record SourceComment(FilePosition place, String text, boolean isAlone, boolean isAtEnd, int next) {

  /** Returns the same comment as one behind the last line of its file. */
  SourceComment atTheEnd() {
    return new SourceComment(place, text, isAlone, true, next);
  }
}
