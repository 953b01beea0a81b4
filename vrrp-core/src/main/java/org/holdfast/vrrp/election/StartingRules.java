package org.holdfast.vrrp.election;

import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Starting;

/**
 * Rules for the start-up delay: only its end, faults and the operator have an effect, and what ends
 * the service of an earlier life.
 */
final class StartingRules {

  private StartingRules() {}

  static Step next(Router router, Starting starting, Event event, long now) {
    return switch (event) {
      case Event.Tick _ -> tick(router, starting, now);
      case Event.SuccessorAnnounced _ -> Step.stay(starting.announced(now + router.lingerNanos()));
      case Event.FaultRaised(FaultReason reason) ->
          Transitions.fail(
              starting,
              Fault.of(reason, starting.until(), starting.standbyUntil())
                  .servingUntil(starting.servingUntil()),
              reason);
      case Event.StepDown(long until) -> Step.stay(starting.standingByUntil(until));
      case Event.Resume _ -> Step.stay(starting.standingByUntil(Times.NEVER));
      case Event.Stop _ -> Transitions.stop(starting, starting.servingUntil(), null);
      case Event.Heard _,
          Event.PriorityChanged _,
          Event.TermsChanged _,
          Event.FaultCleared _,
          Event.AddressLost _,
          Event.GroupPromotes _,
          Event.GroupDemotes _,
          Event.MasterUnreachable _ ->
          Step.stay(starting);
    };
  }

  private static Step tick(Router router, Starting starting, long now) {
    if (Times.reached(starting.servingUntil(), now)) {
      return Step.of(starting.servingUntil(Times.NEVER), Release.RELEASE);
    }
    return Times.reached(starting.until(), now)
        ? Transitions.enter(
            router,
            starting,
            starting.servingUntil(),
            starting.standbyUntil(),
            new Reason.Started(),
            now)
        : Step.stay(starting);
  }
}
