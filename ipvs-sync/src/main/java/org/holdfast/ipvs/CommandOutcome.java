package org.holdfast.ipvs;

/** The outcome of a {@link Command}. */
public sealed interface CommandOutcome {

  /** The kernel's state is now as requested. */
  enum Settled implements CommandOutcome {
    DONE,
    /** The object to add already existed, and was changed. */
    ALREADY_THERE,
    /** The object to remove did not exist, or the object to change did not exist and was added. */
    NOT_THERE
  }

  /** The kernel refused: the command, its error and, if known, the reason. */
  record Refused(String why) implements CommandOutcome {}

  /**
   * The kernel did not answer: only a read of the table shows whether the command was carried out.
   */
  record Unknown(String why) implements CommandOutcome {}
}
