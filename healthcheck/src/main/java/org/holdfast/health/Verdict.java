package org.holdfast.health;

/** The current belief about a probed object. */
public enum Verdict {
  /** No probe has had a result yet. */
  UNDECIDED("undecided"),
  WELL("up"),
  NOT_WELL("down");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word in the status: undecided, up, down. */
  public String word() {
    return word;
  }
}
