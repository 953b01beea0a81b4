package org.holdfast.health;

/** What is believed of a thing that is probed. */
public enum Verdict {
  /** No probe has said anything yet. */
  UNDECIDED("undecided"),
  WELL("up"),
  NOT_WELL("down");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** As the status says it: undecided, up, down. */
  public String word() {
    return word;
  }
}
