package org.holdfast.vrrp.io;

import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.peer.Disagreement;

/**
 * What VRRP tells the rest of the agent. It is told on the election loop, so that a listener must
 * neither block nor throw.
 */
public sealed interface VrrpNews {

  /**
   * An instance has moved.
   *
   * @param from the state that was told before; INIT when none was
   * @param state the new state
   * @param priority the effective one
   */
  record Moved(InstanceId instance, VrrpState from, VrrpState state, int priority, Reason reason)
      implements VrrpNews {}

  /** All members of a sync group are in {@code state} now: any state but INIT. */
  record GroupMoved(String group, VrrpState state) implements VrrpNews {}

  /**
   * The effective priority of an instance has changed, and the instance has not moved yet.
   *
   * @param priority the new one
   */
  record PriorityChanged(InstanceId instance, VrrpState state, int priority) implements VrrpNews {}

  /**
   * A master has heard an advert of lower priority than its own. This is told once a second at
   * most.
   *
   * @param priority the master's own effective priority
   */
  record LowerPriorityHeard(InstanceId instance, int priority) implements VrrpNews {}

  /**
   * The verdict of an instance's track has changed. The first verdict is told only if it is a
   * failure.
   *
   * @param track the name of what is tracked
   * @param priority the effective priority with this verdict
   */
  record TrackTurned(
      InstanceId instance, TrackKind kind, String track, TrackVerdict verdict, int priority)
      implements VrrpNews {}

  /** Another router or host does not agree with us: see {@link Disagreement#words}. */
  record PeerDisagrees(InstanceId instance, Disagreement disagreement) implements VrrpNews {}

  /** A disagreement is over: it is mended, or the other host is no longer heard. */
  record PeerAgrees(InstanceId instance, Disagreement disagreement) implements VrrpNews {}
}
