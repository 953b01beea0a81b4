package org.holdfast.agent.dbus;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.dumps.KeepalivedState;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.agent.events.LatestQueue;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the name on the bus. The thread {@code dbus} connects, reads and answers calls, one after
 * the other; the thread {@code dbus-signals} emits signals. If the bus is missing, refuses the
 * agent or vanishes, the agent logs it once and tries again, first after a second, then after
 * pauses of up to {@value #LONGEST_PAUSE_SECONDS} seconds.
 */
final class BusService implements Consumer<AgentEvent>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BusService.class);

  private static final int SHORTEST_PAUSE_SECONDS = 1;
  private static final int LONGEST_PAUSE_SECONDS = 30;
  private static final int PATIENCE_SECONDS = 10;
  private static final Duration STOPPING = Duration.ofSeconds(1);

  /** The most signals that wait while the bus does not read. The oldest give way. */
  private static final int MOST_SIGNALS = 1024;

  private final BusConfig config;
  private final String address;
  private final BusHandlers handlers;
  private final CompletableFuture<List<InstanceStatus>> begun;
  private final Map<String, VrrpState> states = new ConcurrentHashMap<>();
  private final LatestQueue<Signal> signals = new LatestQueue<>(MOST_SIGNALS);
  private final Semaphore news = new Semaphore(0);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread reader;
  private final Thread writer;
  private volatile BusObjects objects;

  /** The connection on which we own the name. */
  private volatile @Nullable BusConnection owner;

  private volatile boolean isConnecting;

  // Confined to the reader.
  private int pauseSeconds = SHORTEST_PAUSE_SECONDS;
  private String complaint = "";

  /**
   * A signal to emit.
   *
   * @param instance null for a signal of the object of all of VRRP
   */
  private record Signal(@Nullable String instance, String member, VrrpState state) {
    static Signal ofVrrp(String member) {
      return new Signal(null, member, VrrpState.INIT);
    }

    static Signal moved(String instance, VrrpState state) {
      return new Signal(instance, "VrrpStatusChange", state);
    }
  }

  private BusService(
      BusConfig config,
      AgentConfig agent,
      String address,
      BusHandlers handlers,
      CompletableFuture<List<InstanceStatus>> begun) {
    this.config = config;
    this.address = address;
    this.handlers = handlers;
    this.begun = begun;
    objects = objects(agent);
    reader = Thread.ofPlatform().name("dbus").daemon().unstarted(this::serve);
    writer = Thread.ofPlatform().name("dbus-signals").daemon().unstarted(this::emitAll);
  }

  /**
   * Starts the threads; returns at once.
   *
   * @param address the address of the bus
   * @param begun the states of the instances once the first adverts have been sent; the library is
   *     not loaded before, because that would delay them
   */
  static BusService start(
      BusConfig config,
      AgentConfig agent,
      String address,
      BusHandlers handlers,
      CompletableFuture<List<InstanceStatus>> begun) {
    var service = new BusService(config, agent, address, handlers, begun);
    service.reader.start();
    service.writer.start();
    return service;
  }

  private BusObjects objects(AgentConfig agent) {
    return new BusObjects(
        agent.vrrp().instances(), agent.process().netNamespace(), config.noInterfaceName());
  }

  /** Has the objects be those of another configuration. */
  void follow(AgentConfig next) {
    objects = objects(next);
    states.keySet().retainAll(objects.instances());
  }

  /** Notes the states of instances of which nothing has been heard yet. Never blocks. */
  void learn(List<InstanceStatus> all) {
    for (var each : all) {
      if (states.putIfAbsent(each.name(), each.state()) == null && each.state() != VrrpState.INIT) {
        queue(Signal.moved(each.name(), each.state()));
      }
    }
  }

  /** Queues the signal of an event. Called by any thread; never blocks. */
  @Override
  public void accept(AgentEvent event) {
    switch (event.kind()) {
      case "instance-moved" -> {
        var state = VrrpState.valueOf(String.valueOf(event.details().get("state")));
        states.put(event.subject(), state);
        queue(Signal.moved(event.subject(), state));
      }
      case "reloaded" -> queue(Signal.ofVrrp("VrrpReloaded"));
      default -> {}
    }
  }

  private void queue(Signal signal) {
    signals.add(signal);
    news.release();
  }

  private void serve() {
    try {
      awaitBegin();
      do {
        isConnecting = true;
        news.release(); // the writer's patience begins
        try (var bus = BusConnection.open(address)) {
          bus.serve(config.serviceName(), this::calls, () -> named(bus));
        } catch (IOException | RuntimeException e) {
          lost(e);
        }
      } while (!closesInPause());
    } catch (InterruptedException _) {
      // The agent stops.
    }
  }

  /** Waits before the next attempt; tells whether the service is being closed. */
  private boolean closesInPause() {
    int pause = pauseSeconds;
    pauseSeconds = Math.min(2 * pause, LONGEST_PAUSE_SECONDS);
    try {
      return closing.await(pause, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      return closing.getCount() == 0; // else the writer's patience ended with the attempt
    }
  }

  private void awaitBegin() throws InterruptedException {
    try {
      begun.get();
    } catch (ExecutionException e) {
      log.warn("D-Bus: the states of the instances are unknown until they change", e);
    }
  }

  private BusCalls calls() {
    return new BusCalls(objects, name -> states.getOrDefault(name, VrrpState.INIT), handlers);
  }

  /** Logs why the connection was lost, unless it is the same as the last time. */
  private void lost(Exception failure) {
    owner = null;
    isConnecting = false;
    if (closing.getCount() == 0) {
      return;
    }
    var words = String.valueOf(failure.getMessage());
    if (Thread.interrupted()) {
      words = "the bus does not answer";
    }
    if (!words.equals(complaint)) {
      complaint = words;
      log.warn("D-Bus at {}: {}; the agent tries again", address, words);
    }
  }

  /** Tells the bus how things are, once we own the name. */
  private void named(BusConnection bus) throws IOException {
    pauseSeconds = SHORTEST_PAUSE_SECONDS;
    isConnecting = false;
    complaint = "";
    log.info("Acquired {} on the bus", config.serviceName());
    signals.drain(); // the states below say more
    emit(bus, Signal.ofVrrp("VrrpStarted"));
    for (var instance : objects.instances()) {
      var state = states.getOrDefault(instance, VrrpState.INIT);
      if (state != VrrpState.INIT) {
        emit(bus, Signal.moved(instance, state));
      }
    }
    owner = bus;
    news.release();
  }

  private void emitAll() {
    try {
      awaitBegin();
      while (closing.getCount() > 0) {
        if (!news.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS) && isConnecting) {
          reader.interrupt(); // the bus does not answer
        }
        emitWaiting();
      }
      release();
    } catch (InterruptedException _) {
      // The agent stops.
    }
  }

  private void emitWaiting() {
    news.drainPermits();
    var bus = owner;
    if (bus == null) {
      return;
    }
    try {
      for (var signal : signals.drain()) {
        emit(bus, signal);
      }
    } catch (IOException _) {
      // The reader notices the loss too.
    }
  }

  /** Emits the last signals, gives up the name and ends the connection. */
  private void release() {
    emitWaiting();
    var bus = owner;
    if (bus == null) {
      return;
    }
    try (bus) {
      emit(bus, Signal.ofVrrp("VrrpStopped"));
      bus.releaseName(config.serviceName());
      log.info("Released {} on the bus", config.serviceName());
    } catch (IOException e) {
      log.warn("D-Bus at {}: {} while the agent stops", address, e.getMessage());
    }
  }

  private void emit(BusConnection bus, Signal signal) throws IOException {
    var instance = signal.instance();
    if (instance == null) {
      bus.signal(objects.vrrp(), BusObjects.VRRP, signal.member(), null);
      return;
    }
    var path = objects.path(instance);
    if (path != null) { // else removed by a reload
      bus.signal(
          path, BusObjects.INSTANCE, signal.member(), KeepalivedState.number(signal.state()));
    }
  }

  /** Emits the last signals and releases the name; waits for that for a second at most. */
  @Override
  public void close() {
    closing.countDown();
    news.release();
    try {
      if (!writer.join(STOPPING)) {
        writer.interrupt(); // the bus does not read
      }
      reader.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
