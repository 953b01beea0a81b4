package org.holdfast.vrrp.io;

import io.netty.channel.IoEventLoop;
import java.util.List;
import java.util.Set;
import org.holdfast.linux.NanoClock;
import org.holdfast.linux.loop.DeadlineTimer;
import org.holdfast.net.IpAddress;
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
import org.holdfast.vrrp.group.EffectivePriority;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;

/**
 * One virtual router at work: feeds events to the {@link Election}, does what it answers, and keeps
 * the one timer that the state's deadline asks for. Owned by the election loop.
 */
final class Instance {

  private static final long BACK_OFF_NANOS = 100_000_000L;

  private final InstanceConfig config;
  private final NanoClock clock;
  private final AdvertPort port;
  private final HoldingsDesk holdings;
  private final LifeRecord.Slot life;
  private final TransitionListener listener;
  private final GroupMembership group;
  private final TrackBook tracks;
  private final Counters counters = new Counters();
  private final InstanceLog say;

  private EffectivePriority priority;
  private Router router;
  private State state;
  private Reason why = new Reason.Started();
  private long since;
  private final DeadlineTimer timer;

  Instance(
      InstanceConfig config,
      IoEventLoop loop,
      NanoClock clock,
      AdvertPort port,
      HoldingsDesk holdings,
      LifeRecord.Slot life,
      TransitionListener listener,
      GroupMembership group) {
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
    tracks = new TrackBook(config, since);
    priority = tracks.priority();
    router = new Router(config.election(), priority.value(), IpAddress.ANY_V4, group.isGrouped());
    state = new State.Starting(since, Times.NEVER);
  }

  // ---- What happens to it ----

  /** Enters the election; see {@link Election#start}. */
  void start(Set<FaultReason> faults, boolean resume, long holdUntil) {
    long now = clock.nanos();
    take(Election.start(router, faults, resume, holdUntil, now), now);
    if (!(state instanceof State.Master)) {
      life.notMaster(); // decided: what an earlier life was is over
    }
  }

  /** An event of any kind. */
  void on(Event event) {
    long now = clock.nanos();
    take(Election.next(router, state, event, now), now);
  }

  /** What the port has received for this instance. */
  void received(Parsed parsed, IpAddress claimedSource) {
    switch (parsed) {
      case Defect defect -> {
        counters.rejected(defect);
        say.rejected(defect, claimedSource);
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
  }

  /** A track has spoken. */
  void trackHeard(TrackKind kind, String trackName, TrackVerdict verdict) {
    boolean turned = tracks.turns(kind, trackName, verdict);
    var events = tracks.heard(kind, trackName, verdict, clock.nanos());
    updatePriority();
    if (turned) {
      listener.trackTurned(name(), kind, trackName, verdict, priority.value());
    }
    events.forEach(this::on);
  }

  private void updatePriority() {
    var changed = tracks.priority();
    int previous = priority.value();
    priority = changed;
    if (changed.value() != previous) {
      say.priorityChanged(previous, changed.value());
      listener.priorityChanged(name(), state.label(), changed.value());
      router = new Router(router.terms(), changed.value(), router.source(), router.grouped());
      on(new Event.PriorityChanged(previous));
    }
  }

  /** Adverts come from this address from now on. */
  void sourceIs(IpAddress source) {
    router = new Router(router.terms(), router.priority(), source, router.grouped());
  }

  // ---- What it does about it ----

  private void take(Step step, long now) {
    state = step.state();
    arm();
    for (var effect : step.effects()) {
      try {
        apply(effect, now);
      } catch (RuntimeException failure) {
        say.failed(effect, failure); // the other effects of the state still hold
      }
    }
    if (router.grouped()) {
      group.moved(this);
    }
  }

  private void apply(Effect effect, long now) {
    switch (effect) {
      case Effect.Advertise(int advertised) -> advertise(advertised, now);
      case Effect.Acquire acquire -> holdings.acquire();
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
      listener.lowerPriorityHeard(name(), priority.value());
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
    } else if (from instanceof State.Master) {
      counters.leftMaster++;
      life.notMaster();
    }
    say.moved(from, to, reason);
    if (!(to instanceof State.Leaving)) {
      listener.instanceMoved(name(), to.label(), priority.value(), reason);
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
        if (mayHaveMissedSomething()) {
          port.drain();
        }
        on(Event.Tick.TICK);
      } else {
        arm();
      }
    } catch (RuntimeException failure) {
      say.failed("the timer", failure);
      timer.off();
      timer.at(clock.nanos() + BACK_OFF_NANOS);
    }
  }

  /**
   * Late is not lost: what came while this process was not running is heard before any deadline is
   * believed. A master that is on time, though, sends its advert first: reading a flood would cost
   * it the beat, and nobody has replaced it yet.
   */
  private boolean mayHaveMissedSomething() {
    return !(state instanceof State.Master)
        || clock.nanos() - state.deadline() >= config.election().advertisementInterval().toNanos();
  }

  // ---- What others may see ----

  String name() {
    return config.name();
  }

  InstanceConfig config() {
    return config;
  }

  State state() {
    return state;
  }

  HoldingsDesk holdings() {
    return holdings;
  }

  /** Whether an earlier life was master so lately that no peer can have missed its adverts. */
  boolean mayResume() {
    return life.mayResume(clock.nanos());
  }

  /** Faults of tracks that have not spoken yet. */
  List<FaultReason> undecidedTracks() {
    return tracks.undecided();
  }

  /** The links without which it cannot take part. */
  List<String> requiredLinks() {
    return tracks.requiredLinks();
  }

  /** The links that move its priority. */
  List<String> weighedLinks() {
    return tracks.weighedLinks();
  }

  /** Whether anything of it changes with that link. */
  boolean dependsOn(String link) {
    return config.interfaceName().equals(link)
        || tracks.requiredLinks().contains(link)
        || tracks.weighedLinks().contains(link);
  }

  /** What it believes; the kernel's facts are for the kernel's side to add. */
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
        clock.nanos());
  }
}
