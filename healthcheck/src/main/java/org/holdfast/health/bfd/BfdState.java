package org.holdfast.health.bfd;

/**
 * The state of one end of a session (RFC 5880 section 6.2), in the order of the numbers on the
 * wire.
 */
public enum BfdState {
  /** Closed by the operator, which is not a failure of the path. */
  ADMIN_DOWN("AdminDown"),
  /** No packets arrive from the other end, or it receives none from us. */
  DOWN("Down"),
  /** Packets arrive from the other end; it is not known yet whether it receives ours. */
  INIT("Init"),
  /** Each end receives the other's packets. */
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
