package org.holdfast.agent.config.keepalived;

/**
 * A keyword of keepalived's and what becomes of it.
 *
 * @param block in which it stands; {@code top} for none
 * @param becomes what it is in our file, or how it is heeded; empty when it is not carried over
 * @param reason why it is not carried over; empty when it is
 */
public record Keyword(String block, String name, String becomes, String reason) {

  /** Whether it has its meaning here too. */
  public boolean isCarried() {
    return reason.isEmpty();
  }
}
