package org.holdfast.health.bfd;

/** Where an end of a session stands (RFC 5880 section 6.2), in the order of its numbers. */
public enum BfdState {
  /** Closed by its operator: no failure of the path. */
  ADMIN_DOWN("AdminDown"),
  /** Nothing is heard, or the other end does not hear us. */
  DOWN("Down"),
  /** The other end is heard; whether it hears us is not known yet. */
  INIT("Init"),
  /** Both hear each other. */
  UP("Up");

  private final String word;

  BfdState(String word) {
    this.word = word;
  }

  /** The name that RFC 5880 and keepalived's log give it. */
  @Override
  public String toString() {
    return word;
  }
}
