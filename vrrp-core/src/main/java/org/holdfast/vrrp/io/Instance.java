package org.holdfast.vrrp.io;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.holdfast.time.WallTime;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.election.Election;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Step;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Runs one virtual router: feeds events to the {@link Election} and keeps its state, and the terms,
 * tracks and priority on which the state depends. {@link InstanceEffects} carries out the
 * election's effects, {@link InstanceTimer} fires at the state's deadline, and {@link
 * AdvertReception} handles packets of other routers. Owned by the election loop.
 */
final class Instance implements MonitoredInstance {

  /**
   * An order has no time limit of its own. The election needs an instant, so this is years ahead.
   */
  private static final long ORDER_NANOS = Duration.ofDays(3650).toNanos();

  private final InstanceId id;
  private final NanoClock clock;
  private final HoldingsRequests holdings;
  private final RecordSlots.Slot life;
  private final Consumer<VrrpNews> listener;
  private final Counters counters = new Counters();
  private final InstanceTimer timer;
  private final AdvertReception reception;
  private final InstanceEffects effects;
  private final WallTime wallTime;

  private InstanceConfig config;
  private AdvertPort port;
  private GroupMembership group = GroupMembership.NONE;
  private TrackBook tracks;
  private InstanceLog log;
  private EffectivePriority priority;
  private Router router;
  private State state;
  private @Nullable Earlier earlier;

  /**
   * Makes an instance without a group, which takes part in the election only after {@link #start}.
   */
  Instance(
      InstanceId id,
      InstanceConfig config,
      DeadlineQueue deadlines,
      NanoClock clock,
      AdvertPort port,
      HoldingsRequests holdings,
      RecordSlots.Slot life,
      Consumer<VrrpNews> listener) {
    this.id = id;
    this.config = config;
    this.clock = clock;
    this.port = port;
    this.holdings = holdings;
    this.life = life;
    this.listener = listener;
    log = new InstanceLog(config.name());
    wallTime = new WallTime(clock, NanoClock.wall());
    long now = clock.nanos();
    tracks = new TrackBook(config, now);
    priority = tracks.priority();
    router = new Router(config.election(), priority.value(), IpAddress.ANY_V4, false);
    state = new State.Starting(now, Times.NEVER);
    timer = new InstanceTimer(this, deadlines, clock, counters.lateness);
    reception = new AdvertReception(this, clock, counters, listener);
    effects =
        new InstanceEffects(this, clock, counters, holdings, life, listener, reception::claimed);
  }

  // ---- Events ----

  /**
   * Enters the election; see {@link Election#start}. An order given earlier applies from the first
   * advert on: an instance that resumes as master hands over at once.
   */
  void start(Set<FaultReason> faults, boolean resume, long serveUntil, long holdUntil) {
    long now = clock.nanos();
    take(Election.start(router, faults, resume, serveUntil, holdUntil, now), now);
    if (tracks.isOrdered()) {
      stepDown();
    }
    if (!(state() instanceof State.Master)) {
      life.notMaster(); // decided: the earlier run's record no longer applies
    }
  }

  /** Passes an event to the election and carries out the effects. */
  @Override
  public void on(Event event) {
    reception.settle();
    long now = clock.nanos();
    take(Election.next(router, state, event, now), now);
  }

  /**
   * Passes an advert to the election that was heard at {@code at}; see {@link #isOnlyRenewedBy}.
   */
  void heard(Event.Heard event, long at) {
    take(Election.next(router, state, event, at), at);
  }

  /**
   * Whether the election need not hear each repetition of that advert: it is enough to pass the
   * last of them to {@link #heard}, before any other event and before anything reads the state.
   */
  boolean isOnlyRenewedBy(Event.Heard event) {
    return !router.grouped() && Election.onlyRenews(router, state, event);
  }

  /** Ends disagreements that have not been observed for some time. Called once a second. */
  void expireDisagreements() {
    reception.expireDisagreements();
  }

  /** Handles the verdict of a track. */
  @Override
  public void trackReported(TrackKind kind, String trackName, TrackVerdict verdict) {
    boolean turned = tracks.turns(kind, trackName, verdict);
    var events = tracks.heard(kind, trackName, verdict, clock.nanos());
    updatePriority();
    if (turned) {
      listener.accept(new VrrpNews.TrackTurned(id, kind, trackName, verdict, priority.value()));
    }
    events.forEach(this::on);
  }

  /**
   * Handles the operator's order to let other routers be master.
   *
   * @param words who ordered it and until when; empty when the order has ended. The same words are
   *     not a new order
   */
  void ordered(String words) {
    if (!tracks.ordered(words)) {
      return;
    }
    if (words.isEmpty()) {
      updatePriority();
      on(Event.Resume.RESUME);
    } else {
      stepDown(); // resigns before its priority is lowered
      updatePriority();
    }
  }

  private void stepDown() {
    on(new Event.StepDown(clock.nanos() + ORDER_NANOS));
  }

  private void updatePriority() {
    int previous = priority.value();
    reckonPriority(router.terms());
    if (priority.value() != previous) {
      listener.accept(new VrrpNews.PriorityChanged(id, state().label(), priority.value()));
      on(new Event.PriorityChanged(previous));
    }
  }

  private void reckonPriority(ElectionTerms terms) {
    int previous = priority.value();
    priority = tracks.priority();
    if (priority.value() != previous) {
      log.priorityChanged(previous, priority.value());
    }
    routerIs(new Router(terms, priority.value(), router.source(), group.isGrouped()));
  }

  private void routerIs(Router changed) {
    reception.settle();
    router = changed;
  }

  // ---- Reload ----

  /** The new terms of an instance and the objects that it needs under them. */
  record Terms(
      InstanceConfig config,
      AdvertPort port,
      GroupMembership group,
      Map<TrackBook.Subject, TrackVerdict> said) {}

  /**
   * Changes to new terms and keeps the state. The caller then opens the port, has the links
   * evaluated again, and calls {@link #announceTerms}, which completes the change.
   */
  void follow(Terms terms) {
    earlier = new Earlier(tracks, priority.value());
    if (!terms.config().name().equals(config.name())) {
      log = new InstanceLog(terms.config().name());
    }
    boolean advertsDiffer = !terms.port().terms().equals(port.terms());
    config = terms.config();
    port = terms.port();
    if (advertsDiffer) {
      reception.advertsDiffer();
    }
    joins(terms.group());
    tracks = new TrackBook(config, tracks, terms.said(), clock.nanos());
    reckonPriority(config.election());
  }

  /**
   * The tracks and priority before a change of terms, until the election is notified of the change.
   */
  private record Earlier(TrackBook tracks, int priority) {}

  /**
   * Completes what {@link #follow} began: notifies the election first of new faults, then of
   * cleared faults, then of the terms, upon which a master advertises at once.
   */
  void announceTerms() {
    var before = Objects.requireNonNull(earlier, "follow comes first");
    earlier = null;
    tracks.faults().forEach(fault -> on(new Event.FaultRaised(fault)));
    tracks.noLongerRaised(before.tracks()).forEach(fault -> on(new Event.FaultCleared(fault)));
    on(new Event.TermsChanged(before.priority()));
  }

  /** Moves to another sync group, or to none. Faults shared with the old group are cleared. */
  void joins(GroupMembership other) {
    var before = group;
    if (before.equals(other)) {
      return;
    }
    group = other;
    routerIs(new Router(router.terms(), router.priority(), router.source(), group.isGrouped()));
    if (!before.shared().equals(other.shared())) {
      before.shared().forEach(fault -> on(new Event.FaultCleared(fault)));
    }
  }

  /** Leaves the group and stops with a handover; the other members of the group continue. */
  void retire() {
    group = GroupMembership.NONE;
    routerIs(new Router(router.terms(), router.priority(), router.source(), false));
    on(Event.Stop.STOP);
  }

  /** Frees this instance's slot in the state file. */
  void forget() {
    life.free();
  }

  /** Sets the source address of the adverts. */
  @Override
  public void sourceIs(IpAddress source) {
    routerIs(new Router(router.terms(), router.priority(), source, router.grouped()));
    reception.forgetLast();
  }

  private void take(Step step, long now) {
    var before = state;
    state = step.state();
    timer.arm();
    if (!step.effects().isEmpty()) { // most adverts have none
      effects.run(before, step.effects(), now);
    }
    if (router.grouped()) {
      group.moved(this);
    }
  }

  // ---- Queries ----

  InstanceId id() {
    return id;
  }

  @Override
  public AdvertPort port() {
    return port;
  }

  @Override
  public AdvertInbox inbox() {
    return reception;
  }

  String name() {
    return config.name();
  }

  @Override
  public InstanceConfig config() {
    return config;
  }

  State state() {
    reception.heedRepetition();
    return state;
  }

  Router router() {
    return router;
  }

  GroupMembership group() {
    return group;
  }

  InstanceLog log() {
    return log;
  }

  int effectivePriority() {
    return priority.value();
  }

  HoldingsRequests holdings() {
    return holdings;
  }

  /**
   * Whether an earlier run of the agent was master so recently that no peer has missed an advert.
   */
  boolean mayResume() {
    var interval = router.terms().advertisementInterval().toNanos();
    return life.mayResume(clock.nanos(), router.toleratedSilenceNanos(interval));
  }

  /**
   * Returns the instant by which a peer has replaced an earlier run of the agent that was master;
   * {@link Times#NEVER} if there is nothing to wait for.
   */
  long replacedBy() {
    var interval = router.terms().advertisementInterval().toNanos();
    return life.replacedBy(
        clock.nanos(), router.toleratedSilenceNanos(interval), router.replacementNanos());
  }

  /** Returns the faults of tracks that have given no verdict yet. */
  @Override
  public List<FaultReason> undecidedTracks() {
    return tracks.undecided();
  }

  /** Returns the links that must be up for the instance to take part. */
  @Override
  public List<String> requiredLinks() {
    return tracks.requiredLinks();
  }

  /** Returns the links that change the instance's priority. */
  @Override
  public List<String> weighedLinks() {
    return tracks.weighedLinks();
  }

  @Override
  public long harmlessSilenceNanos() {
    long interval =
        state() instanceof State.Backup backup
            ? backup.watch().intervalNanos()
            : router.terms().advertisementInterval().toNanos();
    return router.toleratedSilenceNanos(interval) - interval;
  }

  /**
   * Returns the instance's status without the kernel's facts, which {@link KernelSide} adds.
   *
   * @param links the links on which the instance depends
   */
  InstanceStatus status(List<LinkStatus> links) {
    return InstanceStatuses.of(
        config,
        router,
        state(),
        priority,
        tracks,
        effects.why(),
        effects.movedAt(),
        group,
        links,
        wallTime,
        port.isOpen(),
        counters,
        reception.status(),
        clock.nanos());
  }
}
