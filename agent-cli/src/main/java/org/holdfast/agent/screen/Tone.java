package org.holdfast.agent.screen;

/** The meaning of a piece of text, which a terminal shows as a colour. */
public enum Tone {
  PLAIN(""),
  HEADING("1"),
  GOOD("32"),
  WARNING("33"),
  BAD("1;31"),
  /** Of less interest than its neighbours. */
  FAINT("2");

  private final String attributes;

  Tone(String attributes) {
    this.attributes = attributes;
  }

  /** Returns the parameters of ECMA-48's SGR for this tone; empty for plain text. */
  public String attributes() {
    return attributes;
  }
}
