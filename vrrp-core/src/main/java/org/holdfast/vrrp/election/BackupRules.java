package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Watch;

/**
 * RFC 9568 section 6.4.2: watching a master, and replacing it when it is lost or of lower priority.
 *
 * <p>The effect of an advert; the first line that fits applies:
 *
 * <pre>
 *  priority 0                          the master counts as lost after our skew time at the latest
 *  at least our priority               heeded: a whole master-down time from now; a running
 *                                      preempt delay ends
 *  lower, and we do not preempt,       heeded
 *    or stand by at the operator's request
 *  lower, preempt delay configured     heeded; the first such advert starts the delay
 *    and not yet over
 *  lower                               discarded: the running wait ends with our takeover,
 *                                      which preempts a router that is still alive then
 * </pre>
 *
 * <p>A master that BFD finds unreachable is lost at once, as if its time had run out. Another
 * router that is unreachable changes nothing.
 *
 * <p>A preempt delay of zero therefore means a takeover within a master-down time of our start, and
 * any other a takeover within delay plus master-down time of the first lower advert. The delay
 * never postpones a takeover from a lost master.
 */
final class BackupRules {

  private BackupRules() {}

  static Step next(Router router, Backup backup, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> hear(router, backup, heard, now);
      case Event.Tick _ -> tick(router, backup, now);
      case Event.SuccessorAnnounced _ -> Step.stay(backup.announced(now + router.lingerNanos()));
      case Event.MasterUnreachable(IpAddress neighbour) ->
          unreachable(router, backup, neighbour, now);
      case Event.PriorityChanged(int previous) ->
          Step.stay(backup.watching(shifted(router, backup.watch(), previous)));
      case Event.TermsChanged(int previous) ->
          Step.stay(backup.watching(under(router, backup, previous)));
      case Event.FaultRaised(FaultReason reason) ->
          Transitions.fail(
              backup,
              Fault.of(reason, Times.NEVER, backup.standbyUntil())
                  .servingUntil(backup.servingUntil()),
              reason);
      case Event.GroupPromotes(String group) ->
          Transitions.becomeMaster(router, backup, promoted(router, backup, group, now), now);
      case Event.StepDown(long until) -> Step.stay(backup.standingByUntil(until));
      case Event.Resume _ -> Step.stay(backup.standingByUntil(Times.NEVER));
      case Event.Stop _ -> Transitions.stop(backup, backup.servingUntil(), backup.watch().master());
      case Event.FaultCleared _, Event.AddressLost _, Event.GroupDemotes _ -> Step.stay(backup);
    };
  }

  /**
   * Whether a backup that has heeded that advert does nothing but heed it again when it is
   * repeated.
   */
  static boolean heedsAgain(Router router, Event.Heard heard) {
    return heard.priority() > 0 && !router.ignoresAdverts() && !isReplaceable(router, heard);
  }

  private static Step hear(Router router, Backup backup, Event.Heard heard, long now) {
    boolean standingBy = Times.ahead(backup.standbyUntil(), now);
    if (router.ignoresAdverts() && !standingBy) {
      return Step.stay(backup);
    }
    if (heard.priority() == 0) {
      return resigned(router, backup, heard, now);
    }
    var terms = router.terms();
    boolean replaceable = isReplaceable(router, heard) && !standingBy;
    if (replaceable && delayIsOver(terms, backup, now)) {
      var discarding = backup.watching(backup.watch().discarding(Peer.of(heard, now)));
      return Step.of(discarding, new Notice.LowerDiscarded(heard.source(), heard.priority()));
    }
    long preemptAt = replaceable ? delayEnd(terms, backup, now) : Times.NEVER;
    return Step.stay(backup.heeding(Watch.over(heard, router, now), preemptAt));
  }

  private static boolean isReplaceable(Router router, Event.Heard heard) {
    return heard.priority() < router.priority() && router.terms().preempt();
  }

  private static boolean delayIsOver(ElectionTerms terms, Backup backup, long now) {
    return terms.preemptDelay().isZero() || Times.reached(backup.preemptAt(), now);
  }

  private static long delayEnd(ElectionTerms terms, Backup backup, long now) {
    return backup.preemptAt() == Times.NEVER
        ? now + terms.preemptDelay().toNanos()
        : backup.preemptAt();
  }

  /**
   * Differs from RFC 9568 and keepalived, which set the timer to the skew time in any case: a wait
   * that would end sooner is not extended, because a stream of such adverts could otherwise
   * postpone the takeover for ever.
   */
  private static Step resigned(Router router, Backup backup, Event.Heard heard, long now) {
    var watch = backup.watch();
    long skew = router.skewNanos(watch.intervalNanos());
    var resigned = backup.watching(watch.afterResignation(heard, now + skew, now));
    return watch.resigned()
        ? Step.stay(resigned)
        : Step.of(resigned, new Notice.ResignationHeard(heard.source(), skew));
  }

  private static Step tick(Router router, Backup backup, long now) {
    if (Times.reached(backup.servingUntil(), now)
        && Times.ahead(backup.watch().masterDownAt(), now)) {
      return Step.of(backup.servingUntil(Times.NEVER), Release.RELEASE);
    }
    if (!Times.reached(backup.watch().masterDownAt(), now)) {
      return Step.stay(backup);
    }
    return masterLost(router, backup, now);
  }

  private static Step masterLost(Router router, Backup backup, long now) {
    if (!router.grouped()) {
      return Transitions.becomeMaster(router, backup, cause(router, backup.watch(), now), now);
    }
    var willing = backup.willing(router, now);
    return backup.willing() ? Step.stay(willing) : Step.of(willing, new Notice.GroupNotReady());
  }

  private static Step unreachable(Router router, Backup backup, IpAddress neighbour, long now) {
    var master = backup.watch().master();
    if (master == null || !master.source().equals(neighbour)) {
      return Step.stay(backup);
    }
    return masterLost(router, backup.watching(backup.watch().unreachable(now)), now);
  }

  /** A member that was not about to take over does so only for the other members of its group. */
  private static Reason promoted(Router router, Backup backup, String group, long now) {
    return backup.willing() ? cause(router, backup.watch(), now) : new Reason.GroupFollowed(group);
  }

  /**
   * The takeover preempts a router of lower priority that is alive; otherwise the master was lost.
   */
  private static Reason cause(Router router, Watch watch, long now) {
    var lower = watch.lower();
    if (lower != null && lower.isAlive(now)) {
      return new Reason.Preempted(lower.source(), lower.priority(), router.priority());
    }
    long lastSignAt = lower == null ? watch.since() : lower.heardAt();
    var master = watch.master();
    if (master == null) {
      return new Reason.MasterSilent(now - lastSignAt);
    }
    return switch (watch.standing()) {
      case EXPECTED -> new Reason.MasterSilent(now - lastSignAt);
      case RESIGNED -> new Reason.MasterResigned(master.source());
      case UNREACHABLE -> new Reason.MasterUnreachable(master.source());
    };
  }

  /** A running wait ends as if it had begun with the new priority. */
  private static Watch shifted(Router router, Watch watch, int previous) {
    long interval = watch.intervalNanos();
    long shift = router.skewNanos(interval) - router.skewNanos(interval, previous);
    return watch.until(watch.masterDownAt() + shift);
  }

  /** A wait for a silent master ends as if it had begun under the new terms. */
  private static Watch under(Router router, Backup backup, int previous) {
    var watch = backup.watch();
    if (backup.willing() || watch.standing() != Watch.Standing.EXPECTED) {
      return shifted(router, watch, previous);
    }
    var master = watch.master();
    long interval = router.learnt(master == null ? 0 : master.intervalNanos());
    return watch.reckonedFrom(watch.since(), interval, router);
  }
}
