package org.holdfast.health.bfd.io;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.bfd.BfdDefect;
import org.holdfast.health.bfd.BfdLocal;
import org.holdfast.health.bfd.BfdPacket;
import org.holdfast.health.bfd.BfdParsed;
import org.holdfast.linux.DatagramReceiver;
import org.holdfast.linux.LogBudget;
import org.holdfast.linux.RealTime;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All BFD sessions of a configuration, on their own thread. Other threads start, query and close
 * it.
 *
 * <p>No error of the kernel ends the service: if another process has a port, or a link does not
 * exist, the service tries again every second.
 */
public final class BfdService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BfdService.class);

  private static final long RETRY_SECONDS = 1;
  private static final long QUIET_NANOS = 60_000_000_000L;

  private final NanoClock clock;
  private final IoEventLoop loop =
      new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("bfd", true), EpollIoHandler.newFactory())
          .next();
  private final Map<BfdReceiver.Key, BfdReceiver> receivers = new LinkedHashMap<>();
  private final Map<String, SessionShell> sessions = new LinkedHashMap<>();
  private final Map<Integer, SessionShell> byDiscriminator = new HashMap<>();
  private final Map<IpAddress, List<SessionShell>> byNeighbour = new HashMap<>();
  private final Map<BfdDefect, Long> rejected = new EnumMap<>(BfdDefect.class);
  private final Map<BfdDefect, Long> loggedAt = new EnumMap<>(BfdDefect.class);
  private final RandomGenerator random;
  private final BfdListener listener;
  private final Outlet.Ports ports;
  private final SessionShell.SessionResources resources;

  private BfdService(
      List<BfdConfig> configs, NanoClock clock, RandomGenerator random, BfdListener listener) {
    this.clock = clock;
    this.random = random;
    this.listener = listener;
    ports = new Outlet.Ports(random);
    resources = new SessionShell.SessionResources(loop, clock, random);
    configs.forEach(this::add);
  }

  private SessionShell add(BfdConfig config) {
    var key = new BfdReceiver.Key(config.neighbour().family(), config.multihop());
    var receiver =
        receivers.computeIfAbsent(key, wanted -> new BfdReceiver(wanted, loop, this::received));
    var local = BfdLocal.of(config, newDiscriminator());
    var outlet = new Outlet(config, ports);
    var session = new SessionShell(config, local, resources, receiver, outlet, listener);
    sessions.put(config.name(), session);
    byDiscriminator.put(local.discriminator(), session);
    byNeighbour.merge(config.neighbour(), List.of(session), BfdService::joined);
    return session;
  }

  private void remove(SessionShell session) {
    var config = session.config();
    sessions.remove(config.name());
    byDiscriminator.remove(session.discriminator());
    byNeighbour.computeIfPresent(
        config.neighbour(),
        (_, all) -> {
          var rest = all.stream().filter(other -> other != session).toList();
          return rest.isEmpty() ? null : rest;
        });
    session.close();
  }

  private int newDiscriminator() {
    int number = random.nextInt();
    while (number == 0 || byDiscriminator.containsKey(number)) {
      number = random.nextInt();
    }
    return number;
  }

  private static <T> List<T> joined(List<T> some, List<T> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  /**
   * Starts every session.
   *
   * @param configs names are unique
   * @param realTimePriority priority of the thread under SCHED_RR, 1 to 99; 0 for none
   * @param random for discriminators, source ports and jitter; not shared with another thread
   */
  public static BfdService start(
      List<BfdConfig> configs,
      int realTimePriority,
      NanoClock clock,
      RandomGenerator random,
      BfdListener listener) {
    var service = new BfdService(configs, clock, random, listener);
    service.loop.submit(() -> service.begin(realTimePriority)).awaitUninterruptibly();
    return service;
  }

  // ---- On the loop ----

  private void begin(int realTimePriority) {
    if (realTimePriority > 0) {
      RealTime.scheduleThisThread(realTimePriority)
          .ifPresent(refusal -> log.warn("no real-time priority: {}", refusal.getMessage()));
    }
    openInlets();
    sessions.values().forEach(SessionShell::begin);
    var _ =
        loop.scheduleWithFixedDelay(
            this::openInlets, RETRY_SECONDS, RETRY_SECONDS, TimeUnit.SECONDS);
  }

  private void openInlets() {
    try {
      receivers.values().forEach(BfdReceiver::open);
    } catch (RuntimeException | Error failure) {
      log.error("BFD sockets could not be opened", failure);
    }
  }

  private void received(BfdReceiver.Key key, DatagramReceiver socket) {
    switch (BfdPacket.parse(socket.payload())) {
      case BfdDefect defect -> rejected(defect, socket.source());
      case BfdParsed.Accepted(BfdPacket packet) -> accepted(key, packet, socket);
    }
  }

  /**
   * RFC 5880 section 6.8.6: a session is found by our discriminator once the other end knows it,
   * otherwise by address.
   */
  private void accepted(BfdReceiver.Key key, BfdPacket packet, DatagramReceiver socket) {
    boolean knowsUs = packet.yourDiscriminator() != 0;
    var session =
        knowsUs ? byDiscriminator.get(packet.yourDiscriminator()) : expecting(key, socket);
    if (session != null && session.receiver().key().equals(key)) {
      session.received(packet, socket.timeToLive());
    } else {
      rejected(knowsUs ? BfdDefect.UNKNOWN_SESSION : BfdDefect.UNKNOWN_NEIGHBOUR, socket.source());
    }
  }

  private @Nullable SessionShell expecting(BfdReceiver.Key key, DatagramReceiver socket) {
    for (var session : byNeighbour.getOrDefault(socket.source(), List.of())) {
      if (session.receiver().key().equals(key)
          && session.expects(socket.source(), socket.destination(), socket.interfaceIndex())) {
        return session;
      }
    }
    return null;
  }

  /** Logs one packet of each kind per minute, because any host may send them. */
  private void rejected(BfdDefect defect, IpAddress source) {
    rejected.merge(defect, 1L, Long::sum);
    long now = clock.nanos();
    var before = loggedAt.get(defect);
    if (before == null || now - before >= QUIET_NANOS) {
      loggedAt.put(defect, now);
      if (!LogBudget.OTHERS.admits("rejected BFD packets")) {
        return;
      }
      log.warn("rejected a BFD packet from {}: {}", source, defect);
    }
  }

  // ---- From other threads ----

  /**
   * The status of every session, in the order of the configuration. May be called from any thread.
   */
  public CompletableFuture<List<BfdStatus>> status() {
    return CompletableFuture.supplyAsync(
        () -> sessions.values().stream().map(SessionShell::status).toList(), loop);
  }

  /** The number of packets that belonged to no session, by kind. May be called from any thread. */
  public CompletableFuture<Map<BfdDefect, Long>> rejected() {
    return CompletableFuture.supplyAsync(() -> Map.copyOf(rejected), loop);
  }

  /**
   * Replaces the sessions. Unchanged ones continue; a changed one is closed and comes up again.
   * Must not be called on the loop.
   */
  public void reload(List<BfdConfig> configs) {
    loop.submit(() -> change(configs)).awaitUninterruptibly();
  }

  private void change(List<BfdConfig> configs) {
    for (var session : List.copyOf(sessions.values())) {
      if (!configs.contains(session.config())) {
        remove(session);
      }
    }
    var made =
        configs.stream()
            .filter(config -> !sessions.containsKey(config.name()))
            .map(this::add)
            .toList();
    openInlets();
    made.forEach(SessionShell::begin);
    var ordered = new LinkedHashMap<String, SessionShell>();
    for (var config : configs) {
      ordered.put(config.name(), Objects.requireNonNull(sessions.get(config.name())));
    }
    sessions.clear();
    sessions.putAll(ordered);
  }

  /** Closes every session, which is not a failure to the neighbours, and ends the thread. */
  @Override
  public void close() {
    loop.submit(
            () -> {
              sessions.values().forEach(SessionShell::close);
              receivers.values().forEach(BfdReceiver::close);
            })
        .awaitUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
