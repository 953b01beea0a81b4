package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A note to the author of a file.
 *
 * @param message one line
 */
public record Note(FilePosition place, Kind kind, String message) {

  /** The consequence of a note. */
  public enum Kind {
    /**
     * A mistake in the file: an unknown keyword, a missing brace, an invalid number or address, or
     * a reference to an unknown name. The statement is left out or corrected as in keepalived;
     * {@code keepalived -t} refuses the file.
     */
    REPAIRED,
    /**
     * A valid statement that conflicts with the rest or is out of range. It is corrected or left
     * out as in keepalived.
     */
    REMARKED,
    /** A statement that is valid in keepalived but has no counterpart in our configuration. */
    NOT_CARRIED,
    /** An error because of which the whole file is refused. */
    FATAL
  }
}
