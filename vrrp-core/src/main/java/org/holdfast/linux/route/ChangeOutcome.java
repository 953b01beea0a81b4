package org.holdfast.linux.route;

import org.holdfast.linux.LinuxException;

/** The result of an addition or a removal. */
public sealed interface ChangeOutcome {

  /** The table is now as requested. */
  enum Settled implements ChangeOutcome {
    DONE,
    /** The object to add was already there. */
    ALREADY_THERE,
    /** The object to remove was not there. */
    NOT_THERE
  }

  /** The kernel refused; the exception's message says what and why. */
  record Refused(LinuxException why) implements ChangeOutcome {}
}
