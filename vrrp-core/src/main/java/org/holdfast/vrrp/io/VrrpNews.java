package org.holdfast.vrrp.io;

import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.peer.Disagreement;

/**
 * Events that VRRP reports to the rest of the agent. Listeners run on the election loop and must
 * neither block nor throw.
 */
public sealed interface VrrpNews {

  /**
   * An instance has changed its state.
   *
   * @param from the state reported before; INIT if none was
   * @param state the new state
   * @param priority the effective priority
   */
  record Moved(InstanceId instance, VrrpState from, VrrpState state, int priority, Reason reason)
      implements VrrpNews {}

  /** All members of a sync group have reached {@code state}, which is never INIT. */
  record GroupMoved(String group, VrrpState state) implements VrrpNews {}

  /**
   * The effective priority of an instance has changed while its state has not.
   *
   * @param priority the new effective priority
   */
  record PriorityChanged(InstanceId instance, VrrpState state, int priority) implements VrrpNews {}

  /**
   * A master has received an advert of lower priority than its own. Reported at most once a second.
   *
   * @param priority the master's own effective priority
   */
  record LowerPriorityHeard(InstanceId instance, int priority) implements VrrpNews {}

  /**
   * The verdict of an instance's track has changed. The first verdict is reported only if it is a
   * failure.
   *
   * @param track the name of the tracked object
   * @param priority the effective priority with this verdict
   */
  record TrackTurned(
      InstanceId instance, TrackKind kind, String track, TrackVerdict verdict, int priority)
      implements VrrpNews {}

  /** Another router or host disagrees with us; see {@link Disagreement#words}. */
  record PeerDisagrees(InstanceId instance, Disagreement disagreement) implements VrrpNews {}

  /** A disagreement has ended: it was resolved, or the other host is no longer heard. */
  record PeerAgrees(InstanceId instance, Disagreement disagreement) implements VrrpNews {}
}
