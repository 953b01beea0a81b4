package org.holdfast.vrrp.election;

import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Starting;

/** Rules for the start-up delay: only its end, faults and the operator have an effect. */
final class StartingRules {

  private StartingRules() {}

  static Step next(Router router, Starting starting, Event event, long now) {
    return switch (event) {
      case Event.Tick _ ->
          Times.reached(starting.until(), now)
              ? Transitions.enter(
                  router, starting, starting.standbyUntil(), new Reason.Started(), now)
              : Step.stay(starting);
      case Event.FaultRaised(FaultReason reason) ->
          Transitions.fail(
              starting, Fault.of(reason, starting.until(), starting.standbyUntil()), reason);
      case Event.StepDown(long until) -> Step.stay(new Starting(starting.until(), until));
      case Event.Resume _ -> Step.stay(new Starting(starting.until(), Times.NEVER));
      case Event.Stop _ -> Transitions.stop(starting, new Reason.Stopping());
      case Event.Heard _,
          Event.PriorityChanged _,
          Event.TermsChanged _,
          Event.FaultCleared _,
          Event.AddressLost _,
          Event.GroupPromotes _,
          Event.GroupDemotes _,
          Event.MasterUnreachable _,
          Event.SuccessorAnnounced _ ->
          Step.stay(starting);
    };
  }
}
