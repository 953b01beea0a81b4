package org.holdfast.agent.config.keepalived;

/**
 * Something about a file that its author should know.
 *
 * @param message one line
 */
public record Note(Place place, Kind kind, String message) {

  /** What follows from it. */
  public enum Kind {
    /** Wrong, and mended or left out as keepalived does it. */
    REPAIRED,
    /** Right for keepalived, and without a counterpart here. */
    NOT_CARRIED,
    /** Nothing of the file can be used. */
    FATAL
  }
}
