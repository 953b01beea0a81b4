package org.holdfast.agent.dumps;

import org.holdfast.vrrp.election.VrrpState;

/** The states of an instance by keepalived's numbers, which its dumps and its signals have. */
public final class KeepalivedState {

  private KeepalivedState() {}

  /** Returns keepalived's number of the state. */
  public static int number(VrrpState state) {
    return switch (state) {
      case INIT -> 0;
      case BACKUP -> 1;
      case MASTER -> 2;
      case FAULT -> 3;
      case STOP -> 98;
    };
  }
}
