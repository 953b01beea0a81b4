package org.holdfast.linux.route;

import org.holdfast.linux.LinuxException;

/** What became of an addition or a removal. */
public sealed interface Outcome {

  /** The table is now as it was asked for. */
  enum Settled implements Outcome {
    DONE,
    /** What was to be added had been there. */
    ALREADY_THERE,
    /** What was to be removed was not there. */
    NOT_THERE
  }

  /** The kernel would not; the message says what and why. */
  record Refused(LinuxException why) implements Outcome {}
}
