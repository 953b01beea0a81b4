package org.holdfast.vrrp.election;

import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.election.Effect.Advertise;
import org.holdfast.vrrp.election.Effect.Moved;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Effect.Reannounce;
import org.holdfast.vrrp.election.Effect.Release;
import org.holdfast.vrrp.election.Effect.Silence;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Fault;
import org.holdfast.vrrp.election.State.Leaving;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Peer;
import org.holdfast.vrrp.election.State.Stopped;
import org.holdfast.vrrp.election.State.Watch;

/**
 * RFC 9568 section 6.4.3: serving, advertising, and yielding when another router must be master.
 */
final class MasterRules {

  /** The least time between two answers to a resignation. */
  private static final long LEAST_PAUSE_NANOS = 1_000_000;

  private MasterRules() {}

  static Step next(Router router, Master master, Event event, long now) {
    return switch (event) {
      case Event.Heard heard -> hear(router, master, heard, now);
      case Event.Tick _ -> tick(router, master, now);
      case Event.FaultRaised(FaultReason reason) ->
          Transitions.fail(master, Fault.of(reason, Times.NEVER, Times.NEVER), reason)
              .precededBy(new Advertise(0));
      case Event.AddressLost(String address) -> giveUp(router, master, address, now);
      case Event.StepDown(long until) ->
          resign(router, master, until, new Reason.SteppedDown(), now);
      case Event.GroupDemotes(String group) ->
          resign(router, master, Times.NEVER, new Reason.GroupFollowed(group), now);
      case Event.Stop _ -> stop(router, master, now);
      case Event.TermsChanged _ -> tellNow(router, master, now);
      // The next regular advert carries the new priority.
      case Event.PriorityChanged _,
          Event.FaultCleared _,
          Event.GroupPromotes _,
          Event.Resume _,
          Event.MasterUnreachable _,
          Event.SuccessorAnnounced _ ->
          Step.stay(master);
    };
  }

  // ---- Our own adverts ----

  private static Step tick(Router router, Master master, long now) {
    if (!Times.reached(master.nextAdvertAt(), now)) {
      return Step.stay(master);
    }
    long interval = router.intervalNanos();
    long late = now - master.nextAdvertAt();
    if (router.mayBeReplacedAfter(late + interval)) {
      return comeLate(router, master, late, now);
    }
    // The adverts keep their rhythm; a stall of a whole interval starts a new one.
    var advertised =
        master.advertisingAt(late < interval ? master.nextAdvertAt() + interval : now + interval);
    var advert = new Advertise(router.priority());
    // During a stall as long as this, another router may have announced the addresses, and this
    // very advert silences it before we hear it: the network has to learn again where the addresses
    // are.
    boolean perhapsReplaced = late + interval >= router.toleratedSilenceNanos(interval);
    return perhapsReplaced
        ? Step.of(advertised, advert, Reannounce.REANNOUNCE)
        : Step.of(advertised, advert);
  }

  /**
   * Starts a new rhythm with an advert that carries the current values and restarts the peers'
   * timers.
   */
  private static Step tellNow(Router router, Master master, long now) {
    return Step.of(
        master.advertisingAt(now + router.intervalNanos()), new Advertise(router.priority()));
  }

  // ---- Adverts of others ----

  private static Step hear(Router router, Master master, Event.Heard heard, long now) {
    long late = now - master.nextAdvertAt();
    if (heard.priority() != 0
        && router.mayBeReplacedAfter(late + router.intervalNanos())
        && !heard.source().equals(router.source())) {
      var backup = Backup.waiting(Watch.over(heard, router, now), Times.NEVER);
      return stepBack(
          router,
          master,
          backup,
          backup.servingUntil(now + router.longestLingerNanos()),
          new Reason.Late(late));
    }
    if (router.ignoresAdverts()) {
      // The sender may nevertheless have announced the addresses.
      return Step.of(master, Reannounce.REANNOUNCE);
    }
    if (heard.priority() == 0) {
      return answerGoodbye(router, master, now);
    }
    if (heard.priority() == router.priority() && heard.source().equals(router.source())) {
      return Step.of(master, new Notice.OwnAddressHeard(heard.source()));
    }
    if (router.yieldsTo(heard.priority(), heard.source())) {
      var reason = new Reason.BetterHeard(heard.source(), heard.priority(), router.priority());
      return yieldTo(router, master, heard, reason, now);
    }
    return heard.priority() == ElectionTerms.OWNER
        ? contest(router, master, heard, now)
        : outrank(router, master, heard, now);
  }

  /** A router of lower standing takes itself for master and has announced the addresses. */
  private static Step outrank(Router router, Master master, Event.Heard heard, long now) {
    return answer(
        router,
        master.facing(Peer.of(heard, now), Times.NEVER),
        router.terms().adverts().answerLowerPriority(),
        now,
        new Notice.LowerHeard(heard.source(), heard.priority(), router.priority()));
  }

  /**
   * Another router also claims to own the addresses; its address is lower than ours, and it seems
   * not to hear us. As in keepalived, it gets two more adverts and 1.2 intervals to give way.
   *
   * <p>Differs: keepalived then lowers its own priority to 254 and restores it later; here the
   * router leaves the addresses to the other one at once. The outcome is the same, because 254
   * yields to the next advert with 255, but no priority appears that is not configured. When the
   * other router falls silent, the master-down time brings the addresses back.
   */
  private static Step contest(Router router, Master master, Event.Heard heard, long now) {
    long slower = Math.max(router.intervalNanos(), router.learnt(heard.intervalNanos()));
    var rival = master.rival();
    boolean insists =
        rival != null && master.yieldAt() != Times.NEVER && now - rival.heardAt() < 4 * slower;
    if (insists && Times.reached(master.yieldAt(), now)) {
      return yieldTo(router, master, heard, new Reason.OwnerContested(heard.source()), now);
    }
    long yieldAt = insists ? master.yieldAt() : now + 2 * router.intervalNanos() + slower * 12 / 10;
    return answer(
        router,
        master.facing(Peer.of(heard, now), yieldAt),
        true,
        now,
        new Notice.OwnerConflict(heard.source()));
  }

  /**
   * The sender took itself for master, and may have announced the addresses after us. Its
   * resignation makes every backup wait for its skew time only, so our advert must always come
   * sooner than that (RFC 9568 section 6.4.3).
   *
   * <p>Differs: in a flood of resignations each one brings the next advert forward instead of
   * causing an advert of its own. The shortest skew time that matters, that of priority 254, is
   * twice the pause.
   */
  private static Step answerGoodbye(Router router, Master master, long now) {
    if (!Times.reached(master.goodbyesQuietUntil(), now)) {
      var sooner = Times.earlier(master.nextAdvertAt(), master.goodbyesQuietUntil());
      return Step.of(master.advertisingAt(sooner), Reannounce.REANNOUNCE);
    }
    long interval = router.intervalNanos();
    var answered =
        master
            .advertisingAt(now + interval)
            .quietUntil(now + interval / 4)
            .goodbyesQuietUntil(now + Math.max(interval / 256, LEAST_PAUSE_NANOS));
    return Step.of(answered, new Advertise(router.priority()), Reannounce.REANNOUNCE);
  }

  /**
   * Sends an advert at once, if it may, and adds the other effects.
   *
   * <p>Differs from RFC 9568, which answers every advert of lower priority: within a quarter of an
   * interval one answer serves all their senders, and a flood of them is not echoed. The
   * announcements, which the sender may have overwritten, are requested each time, because the
   * announcer limits its own rate.
   */
  private static Step answer(
      Router router, Master master, boolean advertise, long now, Notice notice) {
    if (!Times.reached(master.quietUntil(), now)) {
      return Step.of(master, Reannounce.REANNOUNCE);
    }
    long interval = router.intervalNanos();
    var quiet = master.quietUntil(now + interval / 4);
    return advertise
        ? Step.of(
            quiet.advertisingAt(now + interval),
            new Advertise(router.priority()),
            notice,
            Reannounce.REANNOUNCE)
        : Step.of(quiet, notice, Reannounce.REANNOUNCE);
  }

  // ---- Yielding ----

  /**
   * Another router serves, or is about to. With handover our addresses stay until its announcements
   * have spread.
   */
  private static Step yieldTo(
      Router router, Master master, Event.Heard heard, Reason reason, long now) {
    var backup = Backup.waiting(Watch.over(heard, router, now), Times.NEVER);
    var step =
        router.handsOver()
            ? serveOn(master, backup.servingUntil(now + router.longestLingerNanos()), reason)
            : Step.of(backup, Release.RELEASE, new Moved(master, backup, reason));
    return router.terms().adverts().advertBeforeYielding()
        ? step.precededBy(new Advertise(router.priority()))
        : step;
  }

  /**
   * Comes so late to an advert that another router may serve by now. There is no last advert:
   * another master would yield to it.
   *
   * <p>Differs from keepalived, which releases the addresses and waits for a master-down time: with
   * handover they stay, without being announced, until another master is heard. If there is none
   * after the time in which any would have advertised, we are master again.
   */
  private static Step comeLate(Router router, Master master, long lateNanos, long now) {
    return stepBack(
        router,
        master,
        Backup.waiting(Watch.forAnybody(router, now), Times.NEVER),
        new Leaving(now + router.successionNanos(), false, Times.NEVER, null),
        new Reason.Late(lateNanos));
  }

  /**
   * Ends mastership without a word.
   *
   * @param serving the next state with handover
   */
  private static Step stepBack(
      Router router, Master master, Backup released, State serving, Reason reason) {
    return router.handsOver()
        ? serveOn(master, serving, reason)
        : Step.of(released, Release.RELEASE, new Moved(master, released, reason));
  }

  /**
   * Asks for a successor. If none is heard in the time that any successor would need, we become
   * master again: a step-down must not be an outage.
   */
  private static Step resign(
      Router router, Master master, long standbyUntil, Reason reason, long now) {
    long until = now + router.successionNanos();
    if (router.handsOver()) {
      return serveOn(master, new Leaving(until, false, standbyUntil, null), reason)
          .precededBy(new Advertise(0));
    }
    var watch = Watch.forAnybody(router, now).until(until);
    return letGo(master, Backup.waiting(watch, standbyUntil), reason);
  }

  private static Step stop(Router router, Master master, long now) {
    var reason = new Reason.Stopping();
    if (!router.handsOver()) {
      return letGo(master, new Stopped(), reason);
    }
    var leaving = new Leaving(now + router.successionNanos(), true, Times.NEVER, null);
    return serveOn(master, leaving, reason).precededBy(new Advertise(0));
  }

  /**
   * keepalived's reaction to a lost address: priority 0, then an election in which we wait no
   * longer than our skew time.
   */
  private static Step giveUp(Router router, Master master, String address, long now) {
    long skewOver = now + router.skewNanos(router.intervalNanos());
    var watch = Watch.forAnybody(router, now).until(skewOver);
    return letGo(master, Backup.waiting(watch, Times.NEVER), new Reason.LostAddress(address));
  }

  /** Resigns, and releases the addresses at once. */
  private static Step letGo(Master master, State to, Reason reason) {
    return Step.of(to, new Advertise(0), Release.RELEASE, new Moved(master, to, reason));
  }

  /** Ends mastership: the addresses stay for a moment, their announcements end now. */
  private static Step serveOn(Master master, State to, Reason reason) {
    return Step.of(to, Silence.SILENCE, new Moved(master, to, reason));
  }
}
