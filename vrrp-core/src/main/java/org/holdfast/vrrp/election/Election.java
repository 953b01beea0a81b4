package org.holdfast.vrrp.election;

import java.util.Set;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.Effect.ServeOn;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;

/**
 * The state machine of one virtual router: RFC 9568 section 6.4 with keepalived's choices, and a
 * handover that leaves no gap. A pure function; this class is its entry point, and each state's
 * rules are in a class of their own.
 *
 * <pre>
 *  from      event                                  to        reason
 *  --------  -------------------------------------  --------  ---------------------------
 *  (start)   an earlier life was master just now    Master    Resumed
 *            something is at fault, or a track      Fault     Faulted
 *            has no result yet
 *            start-up delay                         Starting
 *            priority 255, no sync group            Master    Owner
 *            else                                   Backup    Started
 *  Starting  the delay ends                         as above, from "priority 255" on
 *  Backup    master down, no sync group             Master    MasterSilent, MasterResigned,
 *                                                             Preempted
 *            master down, sync group                Backup    (willing; the group promotes)
 *            master unreachable (BFD)               as master down, MasterUnreachable
 *            the sync group promotes                Master    as the master was lost
 *            the successor has announced            Backup    (releases after the linger)
 *  Master    a better router is heard               Backup    BetterHeard
 *            another owner insists                  Backup    OwnerContested
 *            our own advert is far too late         Leaving   Late (if configured; Backup if
 *                                                             another router is heard)
 *            an address is lost                     Backup    LostAddress
 *            step-down                              Leaving   SteppedDown
 *            the sync group demotes                 Leaving   GroupFollowed
 *            stop                                   Leaving   Stopping
 *  Leaving   a successor is heard                   Backup    SuccessorHeard
 *            none in time, no sync group            Master    NoSuccessor
 *            none in time, sync group               Backup    NoSuccessor (willing)
 *            stopping: successor served, or none    Stopped   SuccessorHeard, NoSuccessor
 *  Fault     the last fault is cleared              as from (start), from "start-up delay" on,
 *                                                             FaultsCleared for Started
 *  any       a fault is raised                      Fault     Faulted (stopping: Stopped)
 *  any       stop                                   Stopped   Stopping (a Backup that still
 *                                                             serves: Leaving first)
 * </pre>
 *
 * <p>Without handover there is no Leaving: step-down and the group's demotion lead to Backup, stop
 * leads to Stopped, and the addresses go at once.
 *
 * <p>If an earlier life was master and its successor may not serve yet, a router that does not
 * start as master serves on until the successor has announced the addresses or must have done so:
 * in Backup, in Starting, and in a Fault that only waits for first results.
 *
 * <p>All instants are of one monotonic clock. The shell carries out the effects in order. It never
 * passes a {@link Event.Tick} before it has read what its sockets hold, so that a late advert is
 * not taken for a missing one.
 */
public final class Election {

  private Election() {}

  /** Like {@link #start(Router, Set, boolean, long, long, long)}, without faults and a past. */
  public static Step start(Router router, long holdUntil, long now) {
    return start(router, Set.of(), false, Times.NEVER, holdUntil, now);
  }

  /**
   * The first step. A router that does not start as master releases what an earlier life may have
   * left, unless its successor may not serve yet.
   *
   * @param faults what keeps this router out of the election when it starts. A track without a
   *     result yet does not keep it from resuming: it continues to serve what it served until the
   *     track reports a failure.
   * @param resume whether an earlier life was master and no peer can have missed its adverts yet;
   *     in a sync group either all members resume or none. A start-up delay does not postpone
   *     resuming.
   * @param serveUntil until when to go on serving without being master, because an earlier life was
   *     master and its peers may not have replaced it yet (see {@link Router#replacementNanos});
   *     {@link Times#NEVER} otherwise. Without handover, and with a fault other than a track
   *     without a result, the router releases at once.
   * @param holdUntil the end of the start-up delay, or {@link Times#NEVER} for none
   */
  public static Step start(
      Router router,
      Set<FaultReason> faults,
      boolean resume,
      long serveUntil,
      long holdUntil,
      long now) {
    var before = new Starting(now, Times.NEVER);
    if (resume && faults.stream().allMatch(TrackUndecided.class::isInstance)) {
      return Transitions.becomeMaster(router, before, new Reason.Resumed(), now);
    }
    long servingUntil =
        router.handsOver() && Times.ahead(serveUntil, now) ? serveUntil : Times.NEVER;
    var step = withoutResuming(router, before, faults, servingUntil, holdUntil, now);
    if (step.state() instanceof Master) {
      return step;
    }
    return step.precededBy(step.state().holdsAddresses() ? ServeOn.SERVE_ON : Release.RELEASE);
  }

  private static Step withoutResuming(
      Router router,
      Starting before,
      Set<FaultReason> faults,
      long servingUntil,
      long holdUntil,
      long now) {
    if (!faults.isEmpty()) {
      var fault = new Fault(faults, holdUntil, servingUntil, Times.NEVER);
      return Step.of(fault, new Moved(before, fault, Reason.of(fault.gravest())));
    }
    return Times.ahead(holdUntil, now)
        ? Step.stay(new Starting(holdUntil, servingUntil, Times.NEVER))
        : Transitions.enter(router, before, servingUntil, Times.NEVER, new Reason.Started(), now);
  }

  /**
   * Whether an advert that was heard before only starts a backup's wait for its master again. Of
   * several such repetitions that follow each other, the last one alone decides the state, and none
   * has effects.
   */
  public static boolean onlyRenews(Router router, State state, Event.Heard heard) {
    return state instanceof Backup && BackupRules.heedsAgain(router, heard);
  }

  /**
   * The answer to {@code event} at {@code now}. Total: every event has an answer in every state.
   */
  public static Step next(Router router, State state, Event event, long now) {
    return switch (state) {
      case Starting starting -> StartingRules.next(router, starting, event, now);
      case Backup backup -> BackupRules.next(router, backup, event, now);
      case Master master -> MasterRules.next(router, master, event, now);
      case Leaving leaving -> LeavingRules.next(router, leaving, event, now);
      case Fault fault -> FaultRules.next(router, fault, event, now);
      case Stopped stopped -> Step.stay(stopped);
    };
  }
}
