package org.holdfast.ipvs;

/** What a thread of the kernel's connection synchronisation does. */
public enum SyncRole {
  /** Tells of connections. */
  MASTER(1),
  /** Learns of them. */
  BACKUP(2);

  private final int state;

  SyncRole(int state) {
    this.state = state;
  }

  /** The kernel's IP_VS_STATE_*. */
  public int state() {
    return state;
  }

  /** As ipvsadm writes it. */
  public String words() {
    return this == MASTER ? "master" : "backup";
  }
}
