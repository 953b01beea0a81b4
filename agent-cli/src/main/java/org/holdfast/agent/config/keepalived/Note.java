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
     * A mistake: cannot be understood, such as an unknown keyword, a missing brace, a number or an
     * address that is none, or a name that nothing has. It is left out, or mended, as keepalived
     * does it; {@code keepalived -t} refuses the file for it.
     */
    REPAIRED,
    /**
     * Is understood, and does not fit the rest or is out of reach: mended or left out as keepalived
     * does it.
     */
    REMARKED,
    /** Valid in keepalived, but without a counterpart here. */
    NOT_CARRIED,
    /** Nothing of the file can be used. */
    FATAL
  }
}
