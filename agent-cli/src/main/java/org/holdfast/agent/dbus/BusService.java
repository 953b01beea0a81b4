package org.holdfast.agent.dbus;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;
import org.holdfast.agent.dbus.BusMessage.Kind;
import org.holdfast.agent.events.AgentEvent;
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the name on the bus, answers calls and emits signals, on the thread {@code dbus}. If the bus
 * is missing, refuses the agent, stops to read or vanishes, the thread logs it once and tries again
 * every {@value #RETRY_SECONDS} seconds.
 */
final class BusService implements Consumer<AgentEvent>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BusService.class);

  private static final int RETRY_SECONDS = 10;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long STOP_MILLIS = 1000;

  /** The most signals that wait for the thread. The oldest give way. */
  static final int MOST_SIGNALS = 1024;

  private static final String BUS = "org.freedesktop.DBus";
  private static final String BUS_PATH = "/org/freedesktop/DBus";
  private static final int DO_NOT_QUEUE = 4;
  private static final int PRIMARY_OWNER = 1;
  private static final int ALREADY_OWNER = 4;

  private final BusConfig config;
  private final String socket;
  private final BusHandlers handlers;
  private final NanoClock clock;
  private final Map<String, VrrpState> states = new ConcurrentHashMap<>();
  private final Queue<Signal> signals = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile BusObjects objects;
  private volatile @Nullable BusLink link;
  private final Thread thread;

  // Of the thread.
  private int serial;
  private int nameSerial;
  private boolean isOwner;
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

  /**
   * Starts the thread; returns at once.
   *
   * @param socket the path of the bus's socket
   */
  BusService(
      BusConfig config, AgentConfig agent, String socket, BusHandlers handlers, NanoClock clock) {
    this.config = config;
    this.socket = socket;
    this.handlers = handlers;
    this.clock = clock;
    this.objects = objects(agent);
    this.thread = Thread.ofPlatform().name("dbus").daemon().start(this::run);
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

  /** Notes the state of an instance of which nothing has been heard yet. */
  void learn(String instance, VrrpState state) {
    if (states.putIfAbsent(instance, state) == null && state != VrrpState.INIT) {
      queue(Signal.moved(instance, state));
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
    synchronized (signals) {
      if (signals.size() >= MOST_SIGNALS) {
        signals.remove();
      }
      signals.add(signal);
    }
    var open = link;
    if (open != null) {
      open.wake();
    }
  }

  /** Returns how many signals wait. */
  int waiting() {
    synchronized (signals) {
      return signals.size();
    }
  }

  private @Nullable Signal next() {
    synchronized (signals) {
      return signals.poll();
    }
  }

  private void run() {
    try {
      do {
        try (var opened = BusLink.open(socket)) {
          link = opened;
          serve(opened);
        } catch (IOException | RuntimeException e) {
          complain(e);
        }
        link = null;
        isOwner = false;
      } while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Logs the failure, unless it is the same as the last one. */
  private void complain(Exception failure) {
    var words = String.valueOf(failure.getMessage());
    if (!words.equals(complaint)) {
      complaint = words;
      log.warn("D-Bus at {}: {}; the agent tries again every {} s", socket, words, RETRY_SECONDS);
    }
  }

  private void serve(BusLink bus) throws IOException {
    long since = clock.nanos();
    bus.send(toBus("Hello", new BusWriter()));
    bus.send(
        toBus("RequestName", new BusWriter().string(config.serviceName()).number(DO_NOT_QUEUE)));
    nameSerial = serial;
    while (closing.getCount() > 0) {
      bus.await(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      bus.read(message -> received(bus, message));
      if (isOwner) {
        emit(bus);
      } else if (clock.nanos() - since > PATIENCE_NANOS) {
        throw new IOException("the bus does not answer");
      }
    }
    if (isOwner) {
      emit(bus);
      emit(bus, Signal.ofVrrp("VrrpStopped"));
      bus.send(toBus("ReleaseName", new BusWriter().string(config.serviceName())));
      log.info("Released {} on the bus", config.serviceName());
    }
  }

  private BusMessage toBus(String member, BusWriter body) {
    return BusMessage.call(++serial, BUS, BUS_PATH, BUS, member, body);
  }

  private void received(BusLink bus, BusMessage message) {
    try {
      if (message.kind() == Kind.CALL) {
        var calls =
            new BusCalls(objects, name -> states.getOrDefault(name, VrrpState.INIT), handlers);
        var answer = calls.answer(message, ++serial);
        if (message.wantsReply()) {
          bus.send(answer);
        }
      } else if (message.replyTo() == nameSerial) {
        named(bus, message);
      }
    } catch (IOException e) {
      throw new BusFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** Ends the connection from within a callback. */
  private static final class BusFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    BusFailure(String words, Throwable cause) {
      super(words, cause);
    }
  }

  private void named(BusLink bus, BusMessage answer) throws IOException {
    try {
      var in = new BusReader(answer.body(), 0);
      if (answer.kind() == Kind.ERROR) {
        throw new IOException(
            "the name "
                + config.serviceName()
                + " is refused: "
                + (answer.signature().startsWith("s") ? in.string() : answer.error()));
      }
      int result = in.uint();
      if (result != PRIMARY_OWNER && result != ALREADY_OWNER) {
        throw new IOException("another program owns the name " + config.serviceName());
      }
    } catch (BrokenMessageException e) {
      throw new IOException("the bus sent " + e.getMessage(), e);
    }
    isOwner = true;
    complaint = "";
    log.info("Acquired {} on the bus", config.serviceName());
    while (next() != null) {} // the states below say more
    emit(bus, Signal.ofVrrp("VrrpStarted"));
    for (var instance : objects.instances()) {
      var state = states.getOrDefault(instance, VrrpState.INIT);
      if (state != VrrpState.INIT) {
        emit(bus, Signal.moved(instance, state));
      }
    }
  }

  private void emit(BusLink bus) throws IOException {
    for (var signal = next(); signal != null; signal = next()) {
      emit(bus, signal);
    }
  }

  private void emit(BusLink bus, Signal signal) throws IOException {
    var instance = signal.instance();
    var path = instance == null ? objects.vrrp() : objects.path(instance);
    if (path == null) {
      return; // removed by a reload
    }
    bus.send(
        instance == null
            ? BusMessage.signal(++serial, path, BusObjects.VRRP, signal.member(), new BusWriter())
            : BusMessage.signal(
                ++serial,
                path,
                BusObjects.INSTANCE,
                signal.member(),
                new BusWriter().number(BusObjects.number(signal.state()))));
  }

  /** Emits the last signals and releases the name; waits for that for a second at most. */
  @Override
  public void close() {
    closing.countDown();
    var open = link;
    if (open != null) {
      open.wake();
    }
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
