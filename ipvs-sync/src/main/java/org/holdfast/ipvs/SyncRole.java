package org.holdfast.ipvs;

/** The role of a thread of the kernel's connection synchronisation. */
public enum SyncRole {
  /** Sends connections. */
  MASTER(1),
  /** Receives connections. */
  BACKUP(2);

  private final int state;

  SyncRole(int state) {
    this.state = state;
  }

  /** The kernel's IP_VS_STATE_*. */
  public int state() {
    return state;
  }

  /** The word that ipvsadm prints. */
  public String words() {
    return this == MASTER ? "master" : "backup";
  }
}
