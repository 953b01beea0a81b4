package org.holdfast.health.bfd;

/**
 * The state of one end of a session (RFC 5880 section 6.2), in the order of the numbers on the
 * wire.
 */
public enum BfdState {
  /** Closed by the operator, which is not a failure of the path. */
  ADMIN_DOWN("AdminDown"),
  /** The other end is not heard, or does not hear us. */
  DOWN("Down"),
  /** The other end is heard; whether it hears us is not known yet. */
  INIT("Init"),
  /** Both ends hear each other. */
  UP("Up");

  private final String word;

  BfdState(String word) {
    this.word = word;
  }

  /** The name in RFC 5880 and in keepalived's log. */
  @Override
  public String toString() {
    return word;
  }
}
