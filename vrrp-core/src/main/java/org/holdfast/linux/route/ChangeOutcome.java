package org.holdfast.linux.route;

import org.holdfast.linux.LinuxException;

/** The result of an addition or a removal. */
public sealed interface ChangeOutcome {

  /** The table is now as requested. */
  enum Settled implements ChangeOutcome {
    DONE,
    /** The object to add already existed. */
    ALREADY_THERE,
    /** The object to remove did not exist. */
    NOT_THERE
  }

  /** The kernel refused; the exception's message names the operation and the reason. */
  record Refused(LinuxException why) implements ChangeOutcome {}
}
