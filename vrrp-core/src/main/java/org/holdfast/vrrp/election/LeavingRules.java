package org.holdfast.vrrp.election;

import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Watch;

/**
 * Rules for the handover: the router has resigned with priority 0, no longer advertises, and serves
 * until its successor does. No RFC has this state; to the peers the router is a master that has
 * left.
 */
final class LeavingRules {

  private LeavingRules() {}

  static Step next(Router router, Leaving leaving, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> hear(router, leaving, heard, now);
      case Event.Tick _ ->
          Times.reached(leaving.until(), now) ? timeIsUp(router, leaving, now) : Step.stay(leaving);
      case Event.SuccessorAnnounced _ -> Step.stay(leaving.announced(now + router.lingerNanos()));
      case Event.FaultRaised(FaultReason reason) ->
          leaving.stopping()
              ? Transitions.stop(leaving, new Reason.Faulted(reason))
              : Transitions.fail(
                  leaving, Fault.of(reason, Times.NEVER, leaving.standbyUntil()), reason);
      case Event.StepDown(long until) -> Step.stay(leaving.standingByUntil(until));
      case Event.Resume _ -> Step.stay(leaving.standingByUntil(Times.NEVER));
      case Event.Stop _ ->
          Step.stay(new Leaving(leaving.until(), true, Times.NEVER, leaving.successor()));
      case Event.PriorityChanged _,
          Event.TermsChanged _,
          Event.FaultCleared _,
          Event.AddressLost _,
          Event.GroupPromotes _,
          Event.GroupDemotes _,
          Event.MasterUnreachable _ ->
          Step.stay(leaving);
    };
  }

  /** Any other router that advertises is the successor; an echo of our own advert is not. */
  private static Step hear(Router router, Leaving leaving, Event.Heard heard, long now) {
    if (heard.priority() == 0
        || leaving.successor() != null
        || heard.source().equals(router.source())) {
      return Step.stay(leaving);
    }
    long servingUntil = now + router.longestLingerNanos();
    if (leaving.stopping()) {
      return Step.stay(new Leaving(servingUntil, true, Times.NEVER, Peer.of(heard, now)));
    }
    var watch = Watch.over(heard, router, now);
    var backup = Backup.waiting(watch, leaving.standbyUntil()).servingUntil(servingUntil);
    return Step.of(backup, new Moved(leaving, backup, succeededBy(Peer.of(heard, now))));
  }

  private static Step timeIsUp(Router router, Leaving leaving, long now) {
    var successor = leaving.successor();
    var reason = successor == null ? new Reason.NoSuccessor() : succeededBy(successor);
    if (leaving.stopping()) {
      return Transitions.stop(leaving, reason);
    }
    if (!router.grouped()) {
      return Transitions.becomeMaster(router, leaving, reason, now);
    }
    // The group decides whether this router is master again, and decides it at once.
    var backup =
        Backup.waiting(Watch.forAnybody(router, now), leaving.standbyUntil())
            .willing(router, now)
            .servingUntil(now + router.lingerNanos());
    return Step.of(backup, new Moved(leaving, backup, reason));
  }

  private static Reason succeededBy(Peer successor) {
    return new Reason.SuccessorHeard(successor.source(), successor.priority());
  }
}
