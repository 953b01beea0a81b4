package org.holdfast.vrrp.election;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.Effect.Acquire;
import org.holdfast.vrrp.election.Effect.Advertise;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Effect.Reannounce;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Starting;
import org.holdfast.vrrp.election.State.Stopped;
import org.holdfast.vrrp.election.State.Watch;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one virtual router: RFC 9568 section 6.4 with keepalived's choices, and a
 * handover that leaves no gap.
 *
 * <pre>
 *            start-up delay          master down, group willing
 *  Starting ----------------> Backup ---------------------------> Master --- stop, step-down --> Leaving
 *     |                        |  ^ \\                              |  |     (priority 0)           |
 *     | owner, resumed         |  |  better router heard, group ----  |                            |
 *     +------------------------+--+--------------------------------> Master                        |
 *                              |  ^                                   |                            |
 *                  fault raised|  |last fault cleared     fault raised|        successor heard, or |
 *                              v  |                                   v        none in time        v
 *                              Fault <--------------------------------+            Backup or Stopped
 * </pre>
 *
 * <p>A pure function. Instants are of one monotonic clock. The shell does the effects in order and
 * never calls this with a {@link Event.Tick} before it has read what its sockets hold: late is not
 * lost.
 */
public final class Election {

  private Election() {}

  /**
   * The first step. A backup that starts lets go of what an earlier life may have left.
   *
   * @param resume whether an earlier life was master and no peer can have missed its adverts yet
   * @param holdUntil the end of the start-up delay, or {@link Times#NEVER} for none
   */
  public static Step start(Router router, boolean resume, long holdUntil, long now) {
    if (holdUntil != Times.NEVER && !Times.reached(holdUntil, now)) {
      return Step.of(new Starting(holdUntil), Release.RELEASE);
    }
    var before = new Starting(now);
    if (resume) {
      return becomeMaster(router, before, new Reason.Resumed(), now);
    }
    return enter(router, before, new Reason.Started(), now, List.of(Release.RELEASE));
  }

  /** The answer to {@code event} at {@code now}. Total: every event has one in every state. */
  public static Step next(Router router, State state, Event event, long now) {
    return switch (state) {
      case Starting starting -> whenStarting(router, starting, event, now);
      case Backup backup -> whenBackup(router, backup, event, now);
      case Master master -> whenMaster(router, master, event, now);
      case Leaving leaving -> whenLeaving(router, leaving, event, now);
      case Fault fault -> whenFault(router, fault, event, now);
      case Stopped stopped -> Step.stay(stopped);
    };
  }

  private static Step whenStarting(Router router, Starting starting, Event event, long now) {
    return switch (event) {
      case Event.Tick tick ->
          Times.reached(starting.until(), now)
              ? enter(router, starting, new Reason.Started(), now, List.of())
              : Step.stay(starting);
      case Event.FaultRaised(FaultReason reason) -> fault(starting, reason, starting.until());
      case Event.Stop stop -> end(starting, new Reason.Stopping());
      default -> Step.stay(starting);
    };
  }

  // ---- Backup: RFC 9568 section 6.4.2 ----

  private static Step whenBackup(Router router, Backup backup, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> backupHears(router, backup, heard, now);
      case Event.Tick tick -> backupTicks(router, backup, now);
      case Event.PriorityChanged(int previous) -> {
        var watch = backup.watch();
        long moved =
            router.skewNanos(watch.intervalNanos())
                - router.skewNanos(watch.intervalNanos(), previous);
        yield Step.stay(backup.watching(watch.until(watch.masterDownAt() + moved)));
      }
      case Event.FaultRaised(FaultReason reason) -> fault(backup, reason, Times.NEVER);
      case Event.GroupPromotes(String group) ->
          becomeMaster(router, backup, backupsReason(backup, now), now);
      case Event.StepDown(long until) -> Step.stay(backup.standbyUntil(until));
      case Event.Resume resume -> Step.stay(backup.standbyUntil(Times.NEVER));
      case Event.Stop stop -> end(backup, new Reason.Stopping());
      case Event.FaultCleared cleared -> Step.stay(backup);
      case Event.AddressLost lost -> Step.stay(backup);
      case Event.GroupDemotes demotes -> Step.stay(backup);
    };
  }

  private static Step backupHears(Router router, Backup backup, Event.Heard heard, long now) {
    var terms = router.terms();
    if (terms.isOwner() && terms.ownerIgnoresAdverts()) {
      return Step.stay(backup);
    }
    var peer = peerOf(heard, now);
    if (heard.priority() == 0) {
      long skew = router.skewNanos(backup.watch().intervalNanos());
      var watch = new Watch(now + skew, now, backup.watch().intervalNanos(), peer, true);
      return Step.of(backup.watching(watch), new Notice.ResignationHeard(heard.source(), skew));
    }
    boolean lower = heard.priority() < router.priority();
    boolean mayPreempt =
        terms.preempt()
            && (backup.standbyUntil() == Times.NEVER || Times.reached(backup.standbyUntil(), now));
    boolean delayed = !terms.preemptDelay().isZero() && !Times.reached(backup.preemptAt(), now);
    if (lower && mayPreempt && !delayed) {
      return Step.stay(backup); // discarded: the timer runs on, and ends with our taking over
    }
    long preemptAt = Times.NEVER;
    if (lower && mayPreempt) {
      preemptAt =
          backup.preemptAt() == Times.NEVER
              ? now + terms.preemptDelay().toNanos()
              : backup.preemptAt();
    }
    return Step.stay(
        new Backup(
            Watch.over(peer, router),
            preemptAt,
            backup.servingUntil(),
            backup.standbyUntil(),
            false));
  }

  private static Step backupTicks(Router router, Backup backup, long now) {
    if (Times.reached(backup.watch().masterDownAt(), now)) {
      return router.grouped()
          ? askTheGroup(router, backup, now)
          : becomeMaster(router, backup, backupsReason(backup, now), now);
    }
    return Times.reached(backup.servingUntil(), now)
        ? Step.of(backup.servingUntil(Times.NEVER), Release.RELEASE)
        : Step.stay(backup);
  }

  /** keepalived's wait for the rest of a group: an interval and the least skew there is. */
  private static Step askTheGroup(Router router, Backup backup, long now) {
    long interval = backup.watch().intervalNanos();
    var watch = backup.watch().until(now + interval + router.skewNanos(interval, 255));
    var willing =
        new Backup(watch, backup.preemptAt(), backup.servingUntil(), backup.standbyUntil(), true);
    return backup.willing() ? Step.stay(willing) : Step.of(willing, new Notice.GroupNotReady());
  }

  private static Reason backupsReason(Backup backup, long now) {
    var master = backup.watch().master();
    return backup.watch().resigned() && master != null
        ? new Reason.MasterResigned(master.source())
        : new Reason.MasterSilent(now - backup.watch().since());
  }

  // ---- Master: RFC 9568 section 6.4.3 ----

  private static Step whenMaster(Router router, Master master, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> masterHears(router, master, heard, now);
      case Event.Tick tick ->
          Times.reached(master.nextAdvertAt(), now)
              ? Step.of(
                  new Master(
                      following(master.nextAdvertAt(), router.intervalNanos(), now),
                      master.quietUntil(),
                      master.rival(),
                      master.yieldAt()),
                  new Advertise(router.priority()))
              : Step.stay(master);
      case Event.FaultRaised(FaultReason reason) -> fault(master, reason, Times.NEVER);
      case Event.AddressLost(String address) -> giveUp(router, master, address, now);
      case Event.StepDown(long until) ->
          leave(router, master, false, until, new Reason.SteppedDown(), now);
      case Event.Stop stop -> leave(router, master, true, Times.NEVER, new Reason.Stopping(), now);
      case Event.GroupDemotes(String group) -> {
        var backup = Backup.waiting(router, now);
        yield stepBack(router, master, backup, new Reason.GroupFollowed(group), now);
      }
      case Event.PriorityChanged changed -> Step.stay(master); // the next regular advert says it
      case Event.FaultCleared cleared -> Step.stay(master);
      case Event.GroupPromotes promotes -> Step.stay(master);
      case Event.Resume resume -> Step.stay(master);
    };
  }

  /**
   * The instants of adverts keep their beat; after a stall of a whole interval a new beat begins.
   */
  private static long following(long nextAdvertAt, long interval, long now) {
    long next = nextAdvertAt + interval;
    return Times.reached(next, now) ? now + interval : next;
  }

  private static Step masterHears(Router router, Master master, Event.Heard heard, long now) {
    var terms = router.terms();
    if (terms.isOwner() && terms.ownerIgnoresAdverts()) {
      return Step.stay(master);
    }
    var peer = peerOf(heard, now);
    if (heard.priority() == 0) {
      return answer(router, master, master.rival(), master.yieldAt(), now, List.of());
    }
    if (heard.priority() == router.priority() && heard.source().equals(router.source())) {
      return Step.of(master, new Notice.OwnAddressHeard(heard.source()));
    }
    if (router.yieldsTo(heard.priority(), heard.source())) {
      return yieldTo(router, master, peer, now, betterHeard(router, peer));
    }
    if (terms.isOwner() && heard.priority() == ElectionTerms.OWNER) {
      return contest(router, master, peer, now);
    }
    var notice = new Notice.LowerHeard(heard.source(), heard.priority(), router.priority());
    return terms.answerLowerPriority()
        ? answer(router, master, peer, Times.NEVER, now, List.of(notice, Reannounce.REANNOUNCE))
        : quietly(router, master, peer, now, List.of(notice, Reannounce.REANNOUNCE));
  }

  private static Reason betterHeard(Router router, Peer peer) {
    return new Reason.BetterHeard(peer.source(), peer.priority(), router.priority());
  }

  /**
   * Another that claims to own the addresses, of a lower address than ours. As keepalived: it gets
   * two more adverts and 1.2 intervals to think better of it; when it still insists, we leave the
   * addresses to it.
   */
  private static Step contest(Router router, Master master, Peer peer, long now) {
    long slower = Math.max(router.intervalNanos(), peer.intervalNanos());
    var rival = master.rival();
    boolean insists = rival != null && now - rival.heardAt() < 4 * slower;
    if (insists && Times.reached(master.yieldAt(), now)) {
      return yieldTo(router, master, peer, now, new Reason.OwnerContested(peer.source()));
    }
    long yieldAt =
        insists && master.yieldAt() != Times.NEVER
            ? master.yieldAt()
            : now + 2 * router.intervalNanos() + slower * 12 / 10;
    return answer(
        router, master, peer, yieldAt, now, List.of(new Notice.OwnerConflict(peer.source())));
  }

  /**
   * Sends an advert at once, and what else is asked.
   *
   * <p>Differs from RFC 9568, which answers every lower advert: within a quarter of an interval one
   * answer serves all who sent one, and a flood of them is not echoed.
   */
  private static Step answer(
      Router router,
      Master master,
      @Nullable Peer rival,
      long yieldAt,
      long now,
      List<Effect> also) {
    if (!Times.reached(master.quietUntil(), now)) {
      return Step.stay(new Master(master.nextAdvertAt(), master.quietUntil(), rival, yieldAt));
    }
    var effects = new ArrayList<Effect>(also);
    effects.addFirst(new Advertise(router.priority()));
    long interval = router.intervalNanos();
    return new Step(new Master(now + interval, now + interval / 4, rival, yieldAt), effects);
  }

  /** What is to be done about a lower advert that is not answered: the same, without the advert. */
  private static Step quietly(
      Router router, Master master, Peer rival, long now, List<Effect> effects) {
    boolean quiet = !Times.reached(master.quietUntil(), now);
    long quietUntil = quiet ? master.quietUntil() : now + router.intervalNanos() / 4;
    return new Step(
        new Master(master.nextAdvertAt(), quietUntil, rival, master.yieldAt()),
        quiet ? List.of() : effects);
  }

  private static Step yieldTo(Router router, Master master, Peer peer, long now, Reason reason) {
    var backup = Backup.waiting(router, now).watching(Watch.over(peer, router));
    var step = stepBack(router, master, backup, reason, now);
    if (!router.terms().advertBeforeYielding()) {
      return step;
    }
    var effects = new ArrayList<>(step.effects());
    effects.addFirst(new Advertise(router.priority()));
    return new Step(step.state(), effects);
  }

  /**
   * From master to backup because another serves already; ours stay a moment, until its
   * announcements have spread.
   */
  private static Step stepBack(Router router, State from, Backup backup, Reason reason, long now) {
    var handover = router.terms().handover();
    if (!handover.enabled()) {
      return Step.of(backup, Release.RELEASE, new Moved(from, backup, reason));
    }
    var serving = backup.servingUntil(now + handover.linger().toNanos());
    return Step.of(serving, new Moved(from, serving, reason));
  }

  /**
   * keepalived's way with a lost address: priority 0, then an election in which we wait no longer
   * than our skew.
   */
  private static Step giveUp(Router router, Master master, String address, long now) {
    long interval = router.intervalNanos();
    var watch = Watch.forAnybody(router, now).until(now + router.skewNanos(interval));
    var backup = Backup.waiting(router, now).watching(watch);
    return Step.of(
        backup,
        new Advertise(0),
        Release.RELEASE,
        new Moved(master, backup, new Reason.LostAddress(address)));
  }

  // ---- Leaving: the handover ----

  private static Step leave(
      Router router, Master master, boolean stopping, long standbyUntil, Reason reason, long now) {
    var handover = router.terms().handover();
    if (!handover.enabled()) {
      var after = afterwards(router, stopping, standbyUntil, null, now);
      return Step.of(after, new Advertise(0), Release.RELEASE, new Moved(master, after, reason));
    }
    long longestSkew = router.skewNanos(router.intervalNanos(), 1);
    long until = now + longestSkew + handover.margin().toNanos();
    var leaving = new Leaving(until, stopping, standbyUntil, null);
    return Step.of(leaving, new Advertise(0), new Moved(master, leaving, reason));
  }

  private static Step whenLeaving(Router router, Leaving leaving, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> leavingHears(router, leaving, heard, now);
      case Event.Tick tick ->
          Times.reached(leaving.until(), now) ? letGo(router, leaving, now) : Step.stay(leaving);
      case Event.FaultRaised(FaultReason reason) ->
          leaving.stopping()
              ? end(leaving, new Reason.Faulted(reason))
              : fault(leaving, reason, Times.NEVER);
      case Event.Stop stop ->
          Step.stay(new Leaving(leaving.until(), true, Times.NEVER, leaving.successor()));
      case Event.StepDown down -> Step.stay(leaving);
      case Event.Resume resume -> Step.stay(leaving);
      case Event.PriorityChanged changed -> Step.stay(leaving);
      case Event.FaultCleared cleared -> Step.stay(leaving);
      case Event.AddressLost lost -> Step.stay(leaving);
      case Event.GroupPromotes promotes -> Step.stay(leaving);
      case Event.GroupDemotes demotes -> Step.stay(leaving);
    };
  }

  private static Step leavingHears(Router router, Leaving leaving, Event.Heard heard, long now) {
    if (heard.priority() == 0 || leaving.successor() != null) {
      return Step.stay(leaving);
    }
    long linger = router.terms().handover().linger().toNanos();
    return Step.stay(
        new Leaving(now + linger, leaving.stopping(), leaving.standbyUntil(), peerOf(heard, now)));
  }

  private static Step letGo(Router router, Leaving leaving, long now) {
    var successor = leaving.successor();
    var after = afterwards(router, leaving.stopping(), leaving.standbyUntil(), successor, now);
    Reason reason =
        successor == null
            ? new Reason.NoSuccessor()
            : new Reason.SuccessorHeard(successor.source(), successor.priority());
    return Step.of(after, Release.RELEASE, new Moved(leaving, after, reason));
  }

  private static State afterwards(
      Router router, boolean stopping, long standbyUntil, @Nullable Peer successor, long now) {
    if (stopping) {
      return new Stopped();
    }
    var backup = Backup.waiting(router, now).standbyUntil(standbyUntil);
    return successor == null ? backup : backup.watching(Watch.over(successor, router));
  }

  // ---- Fault ----

  private static Step whenFault(Router router, Fault fault, Event event, long now) {
    return switch (event) {
      case Event.FaultRaised(FaultReason reason) -> Step.stay(with(fault, reason));
      case Event.FaultCleared(FaultReason reason) -> without(router, fault, reason, now);
      case Event.Stop stop -> end(fault, new Reason.Stopping());
      default -> Step.stay(fault);
    };
  }

  private static Fault with(Fault fault, FaultReason reason) {
    var reasons = new HashSet<>(fault.reasons());
    reasons.add(reason);
    return new Fault(reasons, fault.startingUntil());
  }

  private static Step without(Router router, Fault fault, FaultReason reason, long now) {
    var reasons = new HashSet<>(fault.reasons());
    if (!reasons.remove(reason)) {
      return Step.stay(fault);
    }
    if (!reasons.isEmpty()) {
      return Step.stay(new Fault(reasons, fault.startingUntil()));
    }
    if (fault.startingUntil() != Times.NEVER && !Times.reached(fault.startingUntil(), now)) {
      return Step.stay(new Starting(fault.startingUntil()));
    }
    return enter(
        router,
        fault,
        new Reason.FaultsCleared(reason),
        now,
        List.of(Effect.AnnounceSource.ANNOUNCE_SOURCE));
  }

  private static Step fault(State from, FaultReason reason, long startingUntil) {
    var fault = new Fault(Set.of(reason), startingUntil);
    var moved = new Moved(from, fault, new Reason.Faulted(reason));
    if (from instanceof Master) {
      return Step.of(fault, new Advertise(0), Release.RELEASE, moved);
    }
    return from.holdsAddresses() ? Step.of(fault, Release.RELEASE, moved) : Step.of(fault, moved);
  }

  // ---- Transitions that several states share ----

  /** Into the election: an owner is master at once, everybody else waits for a master-down time. */
  private static Step enter(
      Router router, State from, Reason reason, long now, List<Effect> first) {
    if (router.terms().isOwner()) {
      return becomeMaster(router, from, new Reason.Owner(), now);
    }
    var backup = Backup.waiting(router, now);
    var effects = new ArrayList<>(first);
    effects.add(new Moved(from, backup, reason));
    return new Step(backup, effects);
  }

  /** The advert goes first: the old master is to let go before our announcements come. */
  private static Step becomeMaster(Router router, State from, Reason reason, long now) {
    var master = Master.from(now + router.intervalNanos(), now);
    return Step.of(
        master, new Advertise(router.priority()), Acquire.ACQUIRE, new Moved(from, master, reason));
  }

  private static Step end(State from, Reason reason) {
    var moved = new Moved(from, new Stopped(), reason);
    return from.holdsAddresses()
        ? Step.of(new Stopped(), Release.RELEASE, moved)
        : Step.of(new Stopped(), moved);
  }

  private static Peer peerOf(Event.Heard heard, long now) {
    return new Peer(heard.source(), heard.priority(), heard.intervalNanos(), now);
  }
}
