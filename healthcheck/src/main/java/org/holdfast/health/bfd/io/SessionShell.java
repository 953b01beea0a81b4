package org.holdfast.health.bfd.io;

import io.netty.channel.IoEventLoop;
import java.util.random.RandomGenerator;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.bfd.BfdCause;
import org.holdfast.health.bfd.BfdDefect;
import org.holdfast.health.bfd.BfdDiagnostic;
import org.holdfast.health.bfd.BfdEffect;
import org.holdfast.health.bfd.BfdEvent;
import org.holdfast.health.bfd.BfdLocal;
import org.holdfast.health.bfd.BfdPacket;
import org.holdfast.health.bfd.BfdRules;
import org.holdfast.health.bfd.BfdSession;
import org.holdfast.health.bfd.BfdState;
import org.holdfast.health.bfd.BfdStep;
import org.holdfast.linux.LogBudget;
import org.holdfast.linux.loop.DeadlineTimer;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one session: passes events to the {@link BfdRules}, carries out the effects, and keeps the
 * single timer for the deadline. Confined to the event loop.
 */
final class SessionShell {

  private static final Logger log = LoggerFactory.getLogger(SessionShell.class);

  private static final int GREATEST_TTL = 255;
  private static final long BACK_OFF_NANOS = 100_000_000L;

  private final BfdConfig config;
  private final BfdLocal local;
  private final NanoClock clock;
  private final RandomGenerator random;
  private final BfdReceiver receiver;
  private final Outlet outlet;
  private final BfdListener listener;
  private final SessionCounters tally = new SessionCounters();

  private BfdSession session;
  private BfdCause why = new BfdCause.Started();
  private long since;
  private final DeadlineTimer timer;

  SessionShell(
      BfdConfig config,
      BfdLocal local,
      SessionResources resources,
      BfdReceiver receiver,
      Outlet outlet,
      BfdListener listener) {
    this.config = config;
    this.local = local;
    this.clock = resources.clock();
    timer = new DeadlineTimer(resources.loop(), clock, this::ring);
    this.random = resources.random();
    this.receiver = receiver;
    this.outlet = outlet;
    this.listener = listener;
    since = clock.nanos();
    session = BfdRules.start(local, since);
  }

  /** The objects that all sessions share. */
  record SessionResources(IoEventLoop loop, NanoClock clock, RandomGenerator random) {}

  void begin() {
    listener.turned(config.name(), false, why.text(), since);
    arm();
  }

  // ---- Received packets ----

  BfdConfig config() {
    return config;
  }

  int discriminator() {
    return local.discriminator();
  }

  BfdReceiver receiver() {
    return receiver;
  }

  /** Whether a packet without our discriminator may belong to this session. */
  boolean expects(IpAddress source, IpAddress destination, int interfaceIndex) {
    var device = outlet.device();
    boolean byItsLink =
        config.interfaceName() == null || (device != null && device.index() == interfaceIndex);
    return byItsLink
        && source.equals(config.neighbour())
        && (config.source() == null || destination.equals(config.source()));
  }

  /**
   * Processes a packet of this session. A packet from too far away is dropped: RFC 5881 section 5
   * requires a TTL of 255, which only a host on the link can produce.
   */
  void received(BfdPacket packet, int timeToLive) {
    int hops = GREATEST_TTL - timeToLive;
    if (timeToLive < 0 || hops > (config.multihop() ? config.mostHops() : 0)) {
      rejected(BfdDefect.HOPS);
      return;
    }
    if (BfdRules.isStranger(session, packet)) {
      rejected(BfdDefect.STRANGER);
      return;
    }
    tally.received++;
    on(new BfdEvent.Heard(packet));
  }

  private void rejected(BfdDefect defect) {
    if (tally.rejected(defect) && LogBudget.OTHERS.admits("rejected BFD packets")) {
      log.warn("({}) rejected a packet from {}: {}", config.name(), config.neighbour(), defect);
    }
  }

  // ---- Effects ----

  private void on(BfdEvent event) {
    long now = clock.nanos();
    var before = session;
    take(before, BfdRules.next(local, before, event, random.nextDouble(), now), now);
  }

  private void take(BfdSession before, BfdStep step, long now) {
    session = step.session();
    arm();
    for (var effect : step.effects()) {
      switch (effect) {
        case BfdEffect.Send(BfdPacket packet) -> send(packet, now);
        case BfdEffect.Moved(BfdState from, BfdState to, BfdCause cause) ->
            moved(before, from, to, cause, now);
      }
    }
  }

  private void send(BfdPacket packet, long now) {
    if (outlet.send(packet, now)) {
      tally.sent++;
    } else {
      tally.sendFailures++;
    }
  }

  /** Logs, counts and reports every transition; nothing else does. */
  private void moved(BfdSession before, BfdState from, BfdState to, BfdCause cause, long now) {
    why = cause;
    since = now;
    tally.moved(from, to);
    if (from == BfdState.UP && cause instanceof BfdCause.Silent) {
      listener.unreachable(config.name(), config.neighbour());
    }
    boolean upOrNot = (from == BfdState.UP) != (to == BfdState.UP);
    if (upOrNot && !(cause instanceof BfdCause.Closed)) {
      listener.turned(config.name(), to == BfdState.UP, cause.text(), now);
    }
    if (!LogBudget.OTHERS.admits("BFD session " + config.name())) {
      return;
    }
    log.info(
        "({}) Entering {} state: {} (local diagnostic - {}, remote diagnostic - {})",
        config.name(),
        to,
        cause.text(),
        BfdDiagnostic.describe(session.diagnostic()),
        BfdDiagnostic.describe(before.remote().diagnostic()));
  }

  /** Closes the session towards the neighbour, without a report to our listeners. */
  void close() {
    on(BfdEvent.Close.CLOSE);
    outlet.close();
  }

  // ---- The timer ----

  private void arm() {
    long deadline = session.deadline();
    if (deadline == BfdSession.NEVER) {
      timer.off();
    } else {
      timer.at(deadline);
    }
  }

  /**
   * Silence is believed only after the socket has been read empty, so that a late packet is not
   * taken for a lost one.
   */
  private void ring() {
    try {
      if (session.isSilent(clock.nanos())) {
        receiver.drain();
      }
      on(BfdEvent.Tick.TICK);
    } catch (RuntimeException | Error failure) {
      log.error("({}) the timer failed", config.name(), failure);
      timer.off();
      timer.at(clock.nanos() + BACK_OFF_NANOS);
    }
  }

  // ---- Status ----

  BfdStatus status() {
    var remote = session.remote();
    boolean heard = session.silentAt() != BfdSession.NEVER;
    return new BfdStatus(
        config.name(),
        config.neighbour().toString(),
        config.multihop(),
        session.state().toString(),
        (clock.nanos() - since) / 1e9,
        why.text(),
        BfdDiagnostic.describe(session.diagnostic()),
        Integer.toUnsignedLong(local.discriminator()),
        session.intervalNanos(local) / 1e6,
        heard ? remote.detectionNanos(local) / 1e6 : 0,
        receiver.isOpen() && outlet.isOpen(),
        new BfdStatus.Remote(
            remote.state().toString(),
            BfdDiagnostic.describe(remote.diagnostic()),
            Integer.toUnsignedLong(remote.discriminator()),
            remote.minTxNanos() / 1e6,
            remote.minRxNanos() / 1e6,
            remote.multiplier()),
        tally.snapshot());
  }
}
