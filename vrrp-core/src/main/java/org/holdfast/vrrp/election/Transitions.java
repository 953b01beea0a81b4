package org.holdfast.vrrp.election;

import org.holdfast.vrrp.election.Effect.Acquire;
import org.holdfast.vrrp.election.Effect.Advertise;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Stopped;
import org.holdfast.vrrp.election.State.Watch;
import org.jspecify.annotations.Nullable;

/** The transitions that are common to several states. */
final class Transitions {

  private Transitions() {}

  /**
   * RFC 9568 section 6.4.1: an owner waits only for its sync group, every other router for a
   * master-down time. An owner that stands by at the operator's request waits like every other
   * router.
   *
   * @param servingUntil see {@link Backup}
   */
  static Step enter(
      Router router, State from, long servingUntil, long standbyUntil, Reason reason, long now) {
    boolean claims = router.claimsToOwn() && !Times.ahead(standbyUntil, now);
    if (claims && !router.grouped()) {
      return becomeMaster(router, from, new Reason.Owner(), now);
    }
    var waiting =
        Backup.waiting(Watch.forAnybody(router, now), standbyUntil).servingUntil(servingUntil);
    var backup = claims ? waiting.willing(router, now) : waiting;
    return Step.of(backup, new Moved(from, backup, reason));
  }

  /**
   * The advert goes first: the old master must release its addresses before our announcements
   * arrive.
   */
  static Step becomeMaster(Router router, State from, Reason reason, long now) {
    var master = Master.beginning(router, now);
    return Step.of(
        master, new Advertise(router.priority()), Acquire.ACQUIRE, new Moved(from, master, reason));
  }

  static Step fail(State from, Fault fault, FaultReason reason) {
    return withoutAddresses(from, new Moved(from, fault, Reason.of(reason)));
  }

  /**
   * The agent ends. A router that still serves until its successor does goes on to the end. No
   * transition is reported then: other components only see the stop at the end.
   *
   * @param servingUntil until when {@code from} serves, or NEVER
   * @param successor the router that was heard last; null for none
   */
  static Step stop(State from, long servingUntil, @Nullable Peer successor) {
    return from.holdsAddresses()
        ? Step.stay(new Leaving(servingUntil, true, Times.NEVER, successor))
        : stop(from, new Reason.Stopping());
  }

  static Step stop(State from, Reason reason) {
    return withoutAddresses(from, new Moved(from, new Stopped(), reason));
  }

  private static Step withoutAddresses(State from, Moved moved) {
    return from.holdsAddresses() && !moved.to().holdsAddresses()
        ? Step.of(moved.to(), Release.RELEASE, moved)
        : Step.of(moved.to(), moved);
  }
}
