package org.holdfast.vrrp.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.ElectionTerms.AdvertPolicy;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.VrrpVersion;

/**
 * One router under test, with the time in a field. Unless set otherwise: version 3, priority 100,
 * 10.0.0.5, an advert each second, preempting at once, with handover.
 */
final class RouterUnderTest {

  static final long MS = 1_000_000;
  static final long S = 1_000 * MS;

  static final long LINGER = 50 * MS;
  static final long MARGIN = 100 * MS;

  /** The skew time of priority 100: 156/256 of a second. */
  static final long SKEW = 609_375_000;

  static final long MASTER_DOWN = 3 * S + SKEW;

  /** The time that a successor of priority 1 may need, with the margin. */
  static final long SUCCESSION = 255 * S / 256 + MARGIN;

  static final IpAddress OURS = IpAddress.of("10.0.0.5");
  static final IpAddress LOWER = IpAddress.of("10.0.0.4");
  static final IpAddress HIGHER = IpAddress.of("10.0.0.6");

  static final ElectionTerms TERMS =
      new ElectionTerms(
          VrrpVersion.V3,
          100,
          Duration.ofSeconds(1),
          true,
          Duration.ZERO,
          3,
          new AdvertPolicy(true, false, false),
          new Handover(true, Duration.ofNanos(LINGER), Duration.ofNanos(MARGIN)));

  Router router;
  State state;
  long now;
  List<Effect> effects = List.of();

  private RouterUnderTest(Router router, long now) {
    this.router = router;
    this.now = now;
    state = new State.Starting(now, Times.NEVER);
  }

  static RouterUnderTest of(ElectionTerms terms) {
    return new RouterUnderTest(new Router(terms, terms.priority(), OURS, false), 0);
  }

  static RouterUnderTest backup() {
    return of(TERMS).start();
  }

  static RouterUnderTest backup(UnaryOperator<Changes> changes) {
    return of(changes.apply(new Changes(TERMS)).terms).start();
  }

  static RouterUnderTest master() {
    return master(UnaryOperator.identity());
  }

  static RouterUnderTest master(UnaryOperator<Changes> changes) {
    var subject = backup(changes);
    if (!(subject.state instanceof State.Master)) {
      subject.at(subject.state.deadline()).tick();
    }
    return subject;
  }

  /** Returns the same router as a member of a sync group. */
  RouterUnderTest grouped() {
    router = new Router(router.terms(), router.priority(), router.source(), true);
    return this;
  }

  RouterUnderTest start() {
    return take(Election.start(router, Times.NEVER, now));
  }

  RouterUnderTest start(Set<FaultReason> faults, boolean resume, long holdUntil) {
    return take(Election.start(router, faults, resume, Times.NEVER, holdUntil, now));
  }

  /** Starts after an earlier life that is replaced by that instant. */
  RouterUnderTest startServing(Set<FaultReason> faults, long serveUntil) {
    return startServing(faults, serveUntil, Times.NEVER);
  }

  RouterUnderTest startServing(Set<FaultReason> faults, long serveUntil, long holdUntil) {
    return take(Election.start(router, faults, false, serveUntil, holdUntil, now));
  }

  RouterUnderTest at(long instant) {
    now = instant;
    return this;
  }

  RouterUnderTest after(long nanos) {
    return at(now + nanos);
  }

  RouterUnderTest on(Event event) {
    return take(Election.next(router, state, event, now));
  }

  RouterUnderTest tick() {
    return on(Event.Tick.TICK);
  }

  boolean isOnlyRenewedBy(int priority) {
    return Election.onlyRenews(router, state, new Event.Heard(HIGHER, priority, S));
  }

  RouterUnderTest hear(IpAddress source, int priority) {
    return hear(source, priority, S);
  }

  RouterUnderTest hear(IpAddress source, int priority, long intervalNanos) {
    return on(new Event.Heard(source, priority, intervalNanos));
  }

  RouterUnderTest priority(int priority) {
    int previous = router.priority();
    router = new Router(router.terms(), priority, router.source(), router.grouped());
    return on(new Event.PriorityChanged(previous));
  }

  /** Advances the time, with a tick at each deadline on the way; all effects are collected. */
  RouterUnderTest pass(long nanos) {
    long end = now + nanos;
    var all = new ArrayList<Effect>();
    while (state.deadline() != Times.NEVER && state.deadline() - end <= 0) {
      at(state.deadline()).tick();
      all.addAll(effects);
    }
    effects = all;
    return at(end);
  }

  private RouterUnderTest take(Step step) {
    state = step.state();
    effects = step.effects();
    return this;
  }

  Reason reason() {
    return effects.stream()
        .filter(Effect.Moved.class::isInstance)
        .map(Effect.Moved.class::cast)
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .reason();
  }

  State.Backup asBackup() {
    return (State.Backup) state;
  }

  State.Master asMaster() {
    return (State.Master) state;
  }

  State.Leaving asLeaving() {
    return (State.Leaving) state;
  }

  long masterDownIn() {
    return asBackup().watch().masterDownAt() - now;
  }

  /** Terms that differ from {@link #TERMS} in the point under test. */
  record Changes(ElectionTerms terms) {

    Changes version2() {
      return with(
          VrrpVersion.V2,
          terms.priority(),
          terms.preempt(),
          terms.preemptDelay(),
          terms.handover());
    }

    Changes priority(int priority) {
      return with(
          terms.version(), priority, terms.preempt(), terms.preemptDelay(), terms.handover());
    }

    Changes noPreempt() {
      return with(terms.version(), terms.priority(), false, terms.preemptDelay(), terms.handover());
    }

    Changes preemptDelay(long nanos) {
      return with(
          terms.version(),
          terms.priority(),
          terms.preempt(),
          Duration.ofNanos(nanos),
          terms.handover());
    }

    /** Does not preempt, and a late master leaves the election to routers of that priority. */
    Changes yieldingWhenLateTo(int rival) {
      return new Changes(
          new ElectionTerms(
              terms.version(),
              terms.priority(),
              terms.advertisementInterval(),
              false,
              terms.preemptDelay(),
              terms.downTimerAdverts(),
              terms.adverts(),
              terms.handover(),
              rival));
    }

    Changes noHandover() {
      return with(
          terms.version(),
          terms.priority(),
          terms.preempt(),
          terms.preemptDelay(),
          new Handover(false, Duration.ZERO, Duration.ofNanos(MARGIN)));
    }

    Changes readiness(long nanos) {
      return with(
          terms.version(),
          terms.priority(),
          terms.preempt(),
          terms.preemptDelay(),
          new Handover(
              true, Duration.ofNanos(LINGER), Duration.ofNanos(MARGIN), Duration.ofNanos(nanos)));
    }

    Changes interval(long nanos) {
      return copy(Duration.ofNanos(nanos), terms.downTimerAdverts(), terms.adverts());
    }

    Changes downTimerAdverts(int adverts) {
      return copy(terms.advertisementInterval(), adverts, terms.adverts());
    }

    Changes noAnswerToLowerPriority() {
      var policy = terms.adverts();
      return adverts(
          new AdvertPolicy(false, policy.advertBeforeYielding(), policy.ownerIgnoresAdverts()));
    }

    Changes advertBeforeYielding() {
      var policy = terms.adverts();
      return adverts(
          new AdvertPolicy(policy.answerLowerPriority(), true, policy.ownerIgnoresAdverts()));
    }

    Changes ownerIgnoresAdverts() {
      var policy = terms.adverts();
      return adverts(
          new AdvertPolicy(policy.answerLowerPriority(), policy.advertBeforeYielding(), true));
    }

    private Changes adverts(AdvertPolicy policy) {
      return copy(terms.advertisementInterval(), terms.downTimerAdverts(), policy);
    }

    private Changes with(
        VrrpVersion version, int priority, boolean preempt, Duration delay, Handover handover) {
      return new Changes(
          new ElectionTerms(
              version,
              priority,
              terms.advertisementInterval(),
              preempt,
              delay,
              terms.downTimerAdverts(),
              terms.adverts(),
              handover,
              terms.rivalPriority()));
    }

    private Changes copy(Duration interval, int downTimerAdverts, AdvertPolicy adverts) {
      return new Changes(
          new ElectionTerms(
              terms.version(),
              terms.priority(),
              interval,
              terms.preempt(),
              terms.preemptDelay(),
              downTimerAdverts,
              adverts,
              terms.handover(),
              terms.rivalPriority()));
    }
  }
}
