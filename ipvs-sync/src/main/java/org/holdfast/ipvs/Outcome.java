package org.holdfast.ipvs;

/** What became of a {@link Command}. */
public sealed interface Outcome {

  /** The kernel is now as it was asked to be. */
  enum Settled implements Outcome {
    DONE,
    /** What was to be added had been there, and was changed. */
    ALREADY_THERE,
    /**
     * What was to be removed was not there; what was to be changed was not there, and was added.
     */
    NOT_THERE
  }

  /** The kernel would not: the command, its error and, where there is more to say, the reason. */
  record Refused(String why) implements Outcome {}

  /** No answer came: it may be done or not, which a look at the table tells. */
  record Unknown(String why) implements Outcome {}
}
