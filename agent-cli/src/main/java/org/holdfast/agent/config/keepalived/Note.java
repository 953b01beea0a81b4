package org.holdfast.agent.config.keepalived;

/**
 * Something about a file that its author should know.
 *
 * @param message one line
 */
public record Note(Place place, Kind kind, String message) {

  /** What follows from it. */
  public enum Kind {
    /** Wrong: keepalived's test refuses the file for it, and keepalived mends or leaves it out. */
    REPAIRED,
    /** Mended or left out as keepalived does it, whose test of a file lets it pass. */
    REMARKED,
    /** Right for keepalived, and without a counterpart here. */
    NOT_CARRIED,
    /** Nothing of the file can be used. */
    FATAL
  }
}
