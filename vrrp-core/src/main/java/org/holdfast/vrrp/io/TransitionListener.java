package org.holdfast.vrrp.io;

import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.peer.Disagreement;

/**
 * Is told of every transition, and of what leads to some. Called on the election loop: must not
 * block, and must not throw.
 */
public interface TransitionListener {

  /**
   * An instance has moved.
   *
   * @param state the new one: INIT, BACKUP, MASTER, FAULT or STOP
   * @param priority the effective one
   */
  void instanceMoved(String instance, String state, int priority, Reason reason);

  /** All members of a sync group are in {@code state} now: BACKUP, MASTER, FAULT or STOP. */
  void groupMoved(String group, String state);

  /**
   * The effective priority of an instance has changed, and nothing has moved yet.
   *
   * @param priority the new one
   */
  default void priorityChanged(String instance, String state, int priority) {}

  /**
   * A master has heard an advert of lower priority than its own. Told once a second at most.
   *
   * @param priority its own effective one
   */
  default void lowerPriorityHeard(String instance, int priority) {}

  /**
   * A track of an instance says something else than before. What it says first is told only if
   * something has failed.
   *
   * @param priority the effective one, with this
   */
  default void trackTurned(
      String instance, TrackKind kind, String name, TrackVerdict verdict, int priority) {}

  /** Another router or host does not agree with us: see {@link Disagreement#words}. */
  default void peerDisagrees(String instance, Disagreement disagreement) {}

  /** That is over: mended, or nothing more is heard of it. */
  default void peerAgrees(String instance, Disagreement disagreement) {}
}
