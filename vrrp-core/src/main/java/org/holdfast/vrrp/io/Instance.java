package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.loop.DeadlineTimer;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.election.Effect;
import org.holdfast.vrrp.election.Effect.Notice;
import org.holdfast.vrrp.election.Election;
import org.holdfast.vrrp.election.Event;
import org.holdfast.vrrp.election.FaultReason;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.election.Router;
import org.holdfast.vrrp.election.State;
import org.holdfast.vrrp.election.Step;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router at work: feeds events to the {@link Election}, does what it answers, and keeps
 * the one timer that the state's deadline asks for. Owned by the election loop.
 */
final class Instance implements Tenant {

  /** An order has no time limit of its own; the election wants an instant, so it is years ahead. */
  private static final long ORDER_NANOS = Duration.ofDays(3650).toNanos();

  private static final long BACK_OFF_NANOS = 100_000_000L;

  private final String key;
  private final NanoClock clock;
  private final HoldingsDesk holdings;
  private final LifeRecord.Slot life;
  private final Consumer<VrrpNews> listener;
  private final Counters counters = new Counters();

  private InstanceConfig config;
  private AdvertPort port;
  private GroupMembership group;
  private TrackBook tracks;
  private InstanceLog say;
  private EffectivePriority priority;
  private Router router;
  private State state;
  private VrrpState told = VrrpState.INIT;
  private Reason why = new Reason.Started();
  private long since;
  private @Nullable Peers peers;
  private long lastSign;
  private long due;
  private final DeadlineTimer timer;
  private @Nullable Earlier earlier;

  /**
   * Makes an instance that takes no part in the election before {@link #start}.
   *
   * @param key identifies the instance for its whole life, even if a reload gives it another name
   */
  Instance(
      String key,
      InstanceConfig config,
      IoEventLoop loop,
      NanoClock clock,
      AdvertPort port,
      HoldingsDesk holdings,
      LifeRecord.Slot life,
      Consumer<VrrpNews> listener,
      GroupMembership group) {
    this.key = key;
    this.config = config;
    this.clock = clock;
    timer = new DeadlineTimer(loop, clock, this::ring);
    this.port = port;
    this.holdings = holdings;
    this.life = life;
    this.listener = listener;
    this.group = group;
    say = new InstanceLog(config.name());
    since = clock.nanos();
    lastSign = since;
    due = since;
    tracks = new TrackBook(config, since);
    priority = tracks.priority();
    router = new Router(config.election(), priority.value(), IpAddress.ANY_V4, group.isGrouped());
    state = new State.Starting(since, Times.NEVER);
  }

  // ---- Events ----

  /**
   * Enters the election; see {@link Election#start}. An order given before holds from the first
   * advert on: an instance that resumes as master hands over at once.
   */
  void start(Set<FaultReason> faults, boolean resume, long holdUntil) {
    long now = clock.nanos();
    take(Election.start(router, faults, resume, holdUntil, now), now);
    if (tracks.isOrdered()) {
      stepDown();
    }
    if (!(state instanceof State.Master)) {
      life.notMaster(); // decided: the record of the earlier life no longer counts
    }
  }

  /** Passes an event to the election and does what follows from it. */
  @Override
  public void on(Event event) {
    long now = clock.nanos();
    take(Election.next(router, state, event, now), now);
  }

  /** Takes a packet that the port has received for this instance. */
  @Override
  public void received(Parsed parsed, IpAddress claimedSource, ByteBuffer packet) {
    switch (parsed) {
      case Defect defect -> {
        counters.rejected(defect);
        say.rejected(defect, claimedSource);
        peers().refused(claimedSource, defect, packet, clock.nanos());
      }
      case Parsed.Accepted accepted -> heard(accepted);
    }
  }

  private void heard(Parsed.Accepted accepted) {
    var advert = accepted.advertisement();
    counters.accepted(accepted.checksum());
    if (advert.priority() == 0) {
      counters.priorityZeroReceived++;
    } else if (!port.sameAddresses(advert)) {
      counters.differentAddresses++;
      say.differentAddresses(accepted.source(), advert);
    }
    on(new Event.Heard(accepted.source(), advert.priority(), advert.intervalNanos()));
    if (!accepted.source().equals(router.source())) {
      peers().accepted(accepted, clock.nanos());
    }
  }

  /** Returns what is known about other routers; made when the first packet comes. */
  private Peers peers() {
    var known = peers;
    if (known == null) {
      known = new Peers(name(), port.terms(), say, listener);
      peers = known;
    }
    known.weAre(state instanceof State.Master, priority.value());
    return known;
  }

  /** Another host claims an address that this instance holds. */
  private void claimed(IpAddress address, MacAddress holder) {
    peers().claimed(address, holder, clock.nanos());
  }

  /** Ends disagreements about which nothing has been heard for long. Call it once a second. */
  void lookAround() {
    if (peers != null) {
      peers().look(clock.nanos());
    }
  }

  /** Takes the verdict of a track. */
  @Override
  public void trackHeard(TrackKind kind, String trackName, TrackVerdict verdict) {
    boolean turned = tracks.turns(kind, trackName, verdict);
    var events = tracks.heard(kind, trackName, verdict, clock.nanos());
    updatePriority();
    if (turned) {
      listener.accept(new VrrpNews.TrackTurned(name(), kind, trackName, verdict, priority.value()));
    }
    events.forEach(this::on);
  }

  /**
   * The operator has ordered that others be master, in words that say who and until when, or, by
   * empty ones, that the order is over. The same words again are no new order.
   */
  void ordered(String words) {
    if (!tracks.ordered(words)) {
      return;
    }
    if (words.isEmpty()) {
      updatePriority();
      on(Event.Resume.RESUME);
    } else {
      stepDown(); // resigns before it counts for less
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
      listener.accept(new VrrpNews.PriorityChanged(name(), state.label(), priority.value()));
      on(new Event.PriorityChanged(previous));
    }
  }

  private void reckonPriority(ElectionTerms terms) {
    int previous = priority.value();
    priority = tracks.priority();
    if (priority.value() != previous) {
      say.priorityChanged(previous, priority.value());
    }
    router = new Router(terms, priority.value(), router.source(), group.isGrouped());
  }

  // ---- Another configuration ----

  /** The new terms of an instance, and what it needs under them. */
  record Terms(
      InstanceConfig config,
      AdvertPort port,
      GroupMembership group,
      Map<TrackBook.Subject, TrackVerdict> said) {}

  /**
   * Takes other terms and keeps the state. The caller then opens the port and has the links looked
   * at again, and calls {@link #tellTerms}, which ends the change.
   */
  void follow(Terms terms) {
    earlier = new Earlier(tracks, priority.value());
    if (!terms.config().name().equals(config.name())) {
      say = new InstanceLog(terms.config().name());
    }
    boolean advertsDiffer = !terms.port().terms().equals(port.terms());
    config = terms.config();
    port = terms.port();
    if (peers != null && advertsDiffer) {
      peers.end(); // the new adverts are compared with the peers' from the beginning
      peers = null;
    }
    joins(terms.group());
    tracks = new TrackBook(config, tracks, terms.said(), clock.nanos());
    reckonPriority(config.election());
  }

  /** What held before a change of the terms, until the election has heard of the change. */
  private record Earlier(TrackBook tracks, int priority) {}

  /**
   * Ends what {@link #follow} began: the election hears first of new faults, then of those that
   * have gone, then of the terms, on which a master advertises at once.
   */
  void tellTerms() {
    var before = Objects.requireNonNull(earlier, "follow comes first");
    earlier = null;
    tracks.faults().forEach(fault -> on(new Event.FaultRaised(fault)));
    gone(before.tracks()).forEach(fault -> on(new Event.FaultCleared(fault)));
    on(new Event.TermsChanged(before.priority()));
  }

  /** Moves to another sync group, or to none. Faults shared with the old group are cleared. */
  void joins(GroupMembership other) {
    var before = group;
    if (before.equals(other)) {
      return;
    }
    group = other;
    router = new Router(router.terms(), router.priority(), router.source(), group.isGrouped());
    if (!before.shared().equals(other.shared())) {
      before.shared().forEach(fault -> on(new Event.FaultCleared(fault)));
    }
  }

  /** Returns faults that nothing else would clear: their cause is no longer tracked. */
  private List<FaultReason> gone(TrackBook before) {
    var gone = new ArrayList<FaultReason>(before.faults());
    gone.addAll(before.undecided());
    for (var link : before.requiredLinks()) {
      if (!tracks.requiredLinks().contains(link)) {
        gone.add(new FaultReason.InterfaceMissing(link));
        gone.add(new FaultReason.InterfaceDown(link));
      }
    }
    gone.removeAll(tracks.faults());
    gone.removeAll(tracks.undecided());
    return gone;
  }

  /** Leaves the group and stops in order; the other members of the group go on. */
  void retire() {
    group = GroupMembership.NONE;
    router = new Router(router.terms(), router.priority(), router.source(), false);
    on(Event.Stop.STOP);
  }

  /** Frees this instance's slot in the life record. */
  void forget() {
    life.free();
  }

  /** Sets the address that adverts come from. */
  @Override
  public void sourceIs(IpAddress source) {
    router = new Router(router.terms(), router.priority(), source, router.grouped());
  }

  // ---- Effects ----

  private void take(Step step, long now) {
    due = Times.reached(state.deadline(), now) ? state.deadline() : now;
    lastSign = lastSignOfAMaster();
    state = step.state();
    arm();
    for (var effect : step.effects()) {
      try {
        apply(effect, now);
      } catch (Throwable failure) {
        say.failed(effect, failure); // the other effects of the state still hold
      }
    }
    if (router.grouped()) {
      group.moved(this);
    }
  }

  private long lastSignOfAMaster() {
    var heard = state instanceof State.Backup backup ? backup.watch().lastHeard() : null;
    return heard == null ? since : heard.heardAt();
  }

  private void apply(Effect effect, long now) {
    switch (effect) {
      case Effect.Advertise(int advertised) -> advertise(advertised, now);
      case Effect.Acquire acquire ->
          holdings.acquire(new TakeoverTimes.Promotion(lastSign, due, clock.nanos()));
      case Effect.Silence silence -> holdings.silence();
      case Effect.Release release -> holdings.release();
      case Effect.Reannounce again -> {
        holdings.reannounce();
        group.reannounceOthers(this);
      }
      case Effect.AnnounceSource source -> {
        if (config.transport() instanceof Transport.Unicast) {
          holdings.announceSource(router.source());
        }
      }
      case Effect.Moved(State from, State to, Reason reason) -> moved(from, to, reason, now);
      case Notice notice -> noticed(notice, now);
    }
  }

  private void noticed(Notice notice, long now) {
    boolean told = say.notice(notice, now);
    if (told && notice instanceof Notice.LowerHeard) {
      listener.accept(new VrrpNews.LowerPriorityHeard(name(), priority.value()));
    }
  }

  private void advertise(int advertised, long now) {
    boolean out = port.send(advertised);
    if (out) {
      counters.sent++;
    } else {
      counters.sendFailures++;
    }
    if (advertised == 0) {
      counters.priorityZeroSent++;
      life.notMaster();
      say.sentPriorityZero();
    } else if (out) {
      var interval = router.terms().advertisementInterval().toNanos();
      life.masterUntil(now + router.toleratedSilenceNanos(interval));
    }
  }

  /** The choke point: every transition is logged, counted and told here and nowhere else. */
  private void moved(State from, State to, Reason reason, long now) {
    why = reason;
    since = now;
    counters.moved(reason);
    if (to instanceof State.Master) {
      counters.becameMaster++;
      holdings.watch(this::claimed);
    } else if (from instanceof State.Master) {
      counters.leftMaster++;
      life.notMaster();
      holdings.unwatch();
    }
    say.moved(from, to, reason);
    if (!(to instanceof State.Leaving)) {
      var before = told;
      told = to.label();
      listener.accept(new VrrpNews.Moved(name(), before, told, priority.value(), reason));
    }
  }

  // ---- The timer ----

  private void arm() {
    long deadline = state.deadline();
    if (deadline == Times.NEVER) {
      timer.off();
    } else {
      timer.at(deadline);
    }
  }

  private void ring() {
    try {
      if (Times.reached(state.deadline(), clock.nanos())) {
        // Before the port is read: an advert that has come meanwhile may move the deadline.
        long promised = state instanceof State.Master ? state.deadline() : Times.NEVER;
        if (mayHaveMissedSomething()) {
          port.drain();
        }
        on(Event.Tick.TICK);
        if (promised != Times.NEVER) {
          counters.lateness.count(clock.nanos() - promised);
        }
      } else {
        arm();
      }
    } catch (Throwable failure) { // Errors too: without its timer a router is dead
      say.failed("the timer", failure);
      timer.off();
      timer.at(clock.nanos() + BACK_OFF_NANOS);
    }
  }

  /**
   * Late is not lost: what came while this process was not running is heard before any deadline is
   * believed. A master that is on time, though, sends its advert first: reading a flood would cost
   * it the beat, and no other router has replaced it yet.
   */
  private boolean mayHaveMissedSomething() {
    return !(state instanceof State.Master)
        || clock.nanos() - state.deadline() >= config.election().advertisementInterval().toNanos();
  }

  // ---- Questions ----

  String key() {
    return key;
  }

  @Override
  public AdvertPort port() {
    return port;
  }

  String name() {
    return config.name();
  }

  @Override
  public InstanceConfig config() {
    return config;
  }

  State state() {
    return state;
  }

  int effectivePriority() {
    return priority.value();
  }

  HoldingsDesk holdings() {
    return holdings;
  }

  /** Whether an earlier life of the agent was master so recently that no peer missed an advert. */
  boolean mayResume() {
    var interval = router.terms().advertisementInterval().toNanos();
    return life.mayResume(clock.nanos(), router.toleratedSilenceNanos(interval));
  }

  /** Returns the faults of tracks that have given no verdict yet. */
  @Override
  public List<FaultReason> undecidedTracks() {
    return tracks.undecided();
  }

  /** The links without which it cannot take part. */
  @Override
  public List<String> requiredLinks() {
    return tracks.requiredLinks();
  }

  /** The links that move its priority. */
  @Override
  public List<String> weighedLinks() {
    return tracks.weighedLinks();
  }

  /** Returns the state for a status report; {@link KernelSide} adds the kernel's facts. */
  InstanceStatus belief() {
    return Beliefs.of(
        config,
        router,
        state,
        priority,
        tracks,
        why,
        since,
        port.isOpen(),
        counters,
        peers == null ? PeersStatus.NONE : peers.status(clock.nanos()),
        clock.nanos());
  }
}
