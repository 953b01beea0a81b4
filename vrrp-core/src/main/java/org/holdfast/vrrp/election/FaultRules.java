package org.holdfast.vrrp.election;

import java.util.LinkedHashSet;
import org.holdfast.vrrp.election.Effect.AnnounceSource;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Starting;

/**
 * Rules for a router that is out of the election, because of a failure or because it waits for a
 * first result. It holds a set of reasons, each cleared by its own cause: one reason that goes
 * clears no other.
 */
final class FaultRules {

  private FaultRules() {}

  static Step next(Router router, Fault fault, Event event, long now) {
    return switch (event) {
      case Event.FaultRaised(FaultReason reason) -> raised(fault, reason);
      case Event.FaultCleared(FaultReason reason) -> cleared(router, fault, reason, now);
      case Event.StepDown(long until) -> Step.stay(fault.standingByUntil(until));
      case Event.Resume _ -> Step.stay(fault.standingByUntil(Times.NEVER));
      case Event.Stop _ -> Transitions.stop(fault, fault.servingUntil(), null);
      case Event.Tick _ ->
          Times.reached(fault.servingUntil(), now)
              ? Step.of(fault.servingUntil(Times.NEVER), Release.RELEASE)
              : Step.stay(fault);
      case Event.SuccessorAnnounced _ -> Step.stay(fault.announced(now + router.lingerNanos()));
      case Event.Heard _,
          Event.PriorityChanged _,
          Event.TermsChanged _,
          Event.AddressLost _,
          Event.GroupPromotes _,
          Event.GroupDemotes _,
          Event.MasterUnreachable _ ->
          Step.stay(fault);
    };
  }

  /** A failure that ends a mere wait is reported as a fault, and ends the service meanwhile. */
  private static Step raised(Fault fault, FaultReason reason) {
    var next = fault.with(reason);
    return fault.isWaiting() && !next.isWaiting()
        ? Transitions.fail(fault, next, reason)
        : Step.stay(next);
  }

  private static Step cleared(Router router, Fault fault, FaultReason cleared, long now) {
    var left = new LinkedHashSet<>(fault.reasons());
    if (!left.remove(cleared)) {
      return Step.stay(fault);
    }
    if (!left.isEmpty()) {
      return Step.stay(fault.because(left));
    }
    var reason = fault.isWaiting() ? new Reason.Started() : new Reason.FaultsCleared(cleared);
    if (Times.ahead(fault.startingUntil(), now)) {
      var starting =
          new Starting(fault.startingUntil(), fault.servingUntil(), fault.standbyUntil());
      return Step.of(starting, new Moved(fault, starting, reason));
    }
    return Transitions.enter(router, fault, fault.servingUntil(), fault.standbyUntil(), reason, now)
        .precededBy(AnnounceSource.ANNOUNCE_SOURCE);
  }
}
