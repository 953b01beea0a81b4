package org.holdfast.vrrp.election;

/** What an instance or a sync group reports as its state, by the names that keepalived uses. */
public enum VrrpState {
  /** The agent has started and knows too little yet to take part. */
  INIT,
  BACKUP,
  MASTER,
  /** Out of the election because something has failed. */
  FAULT,
  /** Ended. Nothing follows. */
  STOP
}
