package org.holdfast.vrrp.io;

import java.util.List;
import java.util.function.Consumer;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.election.Effect;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the election's effects: sends adverts, requests or releases the addresses, and logs,
 * counts and reports each transition. Owned by the election loop.
 */
final class InstanceEffects {

  private final Instance instance;
  private final NanoClock clock;
  private final Counters counters;
  private final HoldingsRequests holdings;
  private final RecordSlots.Slot life;
  private final Consumer<VrrpNews> listener;
  private final ClaimListener.ClaimHandler claims;

  private VrrpState reported = VrrpState.INIT;
  private Reason why = new Reason.Started();
  private long movedAt;
  private long lastSignAt;
  private long dueAt;

  /** The transition among the effects that are being carried out, until its line is logged. */
  private Effect.@Nullable Moved unlogged;

  /** Whether these effects make a master a backup without addresses. */
  private boolean needsSuccessor;

  /**
   * @param claims called on the election loop with other hosts' claims while the instance is master
   */
  InstanceEffects(
      Instance instance,
      NanoClock clock,
      Counters counters,
      HoldingsRequests holdings,
      RecordSlots.Slot life,
      Consumer<VrrpNews> listener,
      ClaimListener.ClaimHandler claims) {
    this.instance = instance;
    this.clock = clock;
    this.counters = counters;
    this.holdings = holdings;
    this.life = life;
    this.listener = listener;
    this.claims = claims;
    movedAt = clock.nanos();
    lastSignAt = movedAt;
    dueAt = movedAt;
  }

  /** Returns the reason of the last transition. */
  Reason why() {
    return why;
  }

  /** Returns the instant of the last transition, or of the start. */
  long movedAt() {
    return movedAt;
  }

  /**
   * Carries out all of these in order. A failing effect is logged and does not prevent the others.
   *
   * @param before the state that the election has left, for the takeover times
   */
  void run(State before, List<Effect> effects, long now) {
    dueAt = Times.reached(before.deadline(), now) ? before.deadline() : now;
    var heard = before instanceof State.Backup backup ? backup.watch().lastHeard() : null;
    lastSignAt = heard == null ? movedAt : heard.heardAt();
    unlogged = transition(effects);
    needsSuccessor =
        unlogged != null
            && unlogged.from() instanceof State.Master
            && unlogged.to() instanceof State.Backup
            && !unlogged.to().holdsAddresses();
    for (var effect : effects) {
      try {
        apply(effect, now);
      } catch (Throwable failure) {
        instance.log().failed(effect, failure); // the other effects of the state still hold
      }
    }
  }

  private static Effect.@Nullable Moved transition(List<Effect> effects) {
    for (var effect : effects) {
      if (effect instanceof Effect.Moved moved) {
        return moved;
      }
    }
    return null;
  }

  /**
   * Logs the transition before what follows from it, as keepalived does: the kernel loop, which
   * logs that it adds or removes the addresses, is asked to do so only afterwards.
   */
  private void logTransition() {
    var moved = unlogged;
    if (moved != null) {
      unlogged = null;
      try {
        instance.log().moved(moved.from(), moved.to(), moved.reason());
      } catch (Throwable failure) {
        instance.log().failed(moved, failure); // the addresses must not depend on a line
      }
    }
  }

  private void apply(Effect effect, long now) {
    switch (effect) {
      case Effect.Advertise(int advertised) -> advertise(advertised, now);
      case Effect.Acquire acquire -> {
        var promotion = new TakeoverTimes.Promotion(lastSignAt, dueAt, clock.nanos());
        logTransition();
        holdings.acquire(promotion);
      }
      case Effect.Silence silence -> {
        holdings.silence();
        awaitSuccessor();
      }
      case Effect.ServeOn serveOn -> {
        instance.log().servesOn();
        holdings.serveOn();
        awaitSuccessor();
      }
      case Effect.Release release -> {
        if (needsSuccessor) {
          holdings.findSuccessor(); // its answer arrives during the release
        }
        logTransition();
        holdings.release();
      }
      case Effect.Reannounce again -> {
        holdings.reannounce();
        instance.group().reannounceOthers(instance);
      }
      case Effect.AnnounceSource source -> {
        if (instance.config().transport() instanceof Transport.Unicast
            && instance.config().isBoundToLink()) {
          holdings.announceSource(instance.router().source());
        }
      }
      case Effect.Moved(State from, State to, Reason reason) -> moved(from, to, reason, now);
      case Notice notice -> noticed(notice, now);
    }
  }

  private void awaitSuccessor() {
    holdings.awaitSuccessor(() -> instance.on(Event.SuccessorAnnounced.SUCCESSOR_ANNOUNCED));
  }

  private void noticed(Notice notice, long now) {
    boolean logged = instance.log().notice(notice, now);
    if (logged && notice instanceof Notice.LowerHeard) {
      listener.accept(new VrrpNews.LowerPriorityHeard(instance.id(), instance.effectivePriority()));
    }
  }

  private void advertise(int advertised, long now) {
    boolean out = instance.port().send(advertised);
    instance.log().sent(advertised, out);
    if (out) {
      counters.sent++;
    } else {
      counters.sendFailures++;
    }
    if (advertised == 0) {
      counters.priorityZeroSent++;
      life.notMaster();
      logTransition();
      instance.log().sentPriorityZero();
    } else if (out) {
      var router = instance.router();
      var interval = router.terms().advertisementInterval().toNanos();
      life.masterUntil(now + router.toleratedSilenceNanos(interval));
    }
  }

  /** Logs, counts and reports a transition. Every transition passes through this method. */
  private void moved(State from, State to, Reason reason, long now) {
    why = reason;
    movedAt = now;
    counters.moved(reason);
    if (to instanceof State.Master) {
      counters.becameMaster++;
      holdings.watch(claims);
    } else if (from instanceof State.Master) {
      counters.leftMaster++;
      life.notMaster();
      holdings.unwatch();
    }
    logTransition();
    if (!(to instanceof State.Leaving)) {
      var before = reported;
      reported = to.label();
      listener.accept(
          new VrrpNews.Moved(
              instance.id(), before, reported, instance.effectivePriority(), reason));
    }
  }
}
