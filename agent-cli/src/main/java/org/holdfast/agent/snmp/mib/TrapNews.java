package org.holdfast.agent.snmp.mib;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.VrrpState;

/** A change that traps report. */
public sealed interface TrapNews {

  /** Returns KEEPALIVED-MIB's VrrpState. */
  static int state(VrrpState state) {
    return MibWords.state(state);
  }

  /**
   * An instance has changed its state.
   *
   * @param state KEEPALIVED-MIB's VrrpState
   * @param masterReason VRRPV3-MIB's reason; counts only for a new master
   */
  record InstanceMoved(String instance, int state, int masterReason) implements TrapNews {}

  /** A sync group has changed its state. */
  record GroupMoved(String group, int state) implements TrapNews {}

  /**
   * A packet could not be authenticated.
   *
   * @param error VRRP-MIB's vrrpTrapAuthErrorType
   */
  record AuthenticationFailed(String instance, IpAddress source, int error) implements TrapNews {}

  /**
   * A packet did not follow the protocol.
   *
   * @param reason VRRPV3-MIB's vrrpv3StatisticsProtoErrReason
   */
  record ProtocolError(String instance, int reason) implements TrapNews {}

  /** A real server has come up or gone down. */
  record ServerTurned(String service, String server, boolean up) implements TrapNews {}

  /** A virtual server has gained or lost its quorum. */
  record QuorumTurned(String service, boolean met) implements TrapNews {}
}
