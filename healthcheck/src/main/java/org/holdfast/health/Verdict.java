package org.holdfast.health;

/** What is believed of a thing that is probed. */
public enum Verdict {
  /** No probe has said anything yet. */
  UNDECIDED,
  WELL,
  NOT_WELL
}
