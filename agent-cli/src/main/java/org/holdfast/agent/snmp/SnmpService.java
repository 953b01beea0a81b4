package org.holdfast.agent.snmp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.events.LatestQueue;
import org.holdfast.agent.snmp.agentx.AgentxError;
import org.holdfast.agent.snmp.agentx.MibView;
import org.holdfast.agent.snmp.agentx.Pdu;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.holdfast.agent.snmp.mib.MibFacts;
import org.holdfast.agent.snmp.mib.Mibs;
import org.holdfast.agent.snmp.mib.Settables;
import org.holdfast.agent.snmp.mib.Setting;
import org.holdfast.agent.snmp.mib.TrapNews;
import org.holdfast.agent.snmp.mib.Traps;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with the master agent on the thread {@code snmp}, and connects again after pauses
 * when it is lost. The thread waits for the master and for snapshots; no other thread waits for it.
 */
public final class SnmpService implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SnmpService.class);

  private static final long HUNDREDTH = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The age up to which objects are used again. */
  private static final long FRESH = SECOND;

  /** How long the master may take to answer or to read. */
  private static final long PATIENCE = 10 * SECOND;

  /** How long a session may be silent before we ask whether the master is alive. */
  private static final long SILENCE = 15 * SECOND;

  private static final long SNAPSHOT_SECONDS = 2;
  private static final long SHORTEST_PAUSE = SECOND;
  private static final long LONGEST_PAUSE = 15 * SECOND;
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final SnmpConfig config;
  private final SnmpSource source;
  private final NanoClock clock;
  private final LatestQueue<TrapNews> traps;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closing;

  // Confined to the thread.
  private @Nullable MibFacts facts;
  private MibView view = MibView.EMPTY;
  private long masterBootAt;
  private boolean seen;
  private long seenAt;
  private boolean ready;
  private String lastTrouble = "";

  private SnmpService(SnmpConfig config, SnmpSource source, SnmpEvents events, NanoClock clock) {
    this.config = config;
    this.source = source;
    this.clock = clock;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("SNMP", e);
    }
    traps = events.receive(config, selector::wakeup);
    thread = Thread.ofPlatform().name("snmp").daemon().unstarted(this::run);
  }

  /**
   * Starts the service. Never blocks.
   *
   * @param events has the changes that traps report
   */
  public static SnmpService start(
      SnmpConfig config, SnmpSource source, SnmpEvents events, NanoClock clock) {
    var service = new SnmpService(config, source, events, clock);
    service.thread.start();
    return service;
  }

  private void run() {
    long pause = SHORTEST_PAUSE;
    while (!closing) {
      ready = false;
      try (var connection = MasterConnection.open(config.socket(), selector)) {
        serve(connection, new Subagent(Mibs.subtrees(config), new Agent()));
        return;
      } catch (IOException | RuntimeException e) {
        trouble(e);
      }
      pause = ready ? SHORTEST_PAUSE : pause;
      pauseFor(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  private void trouble(Exception failure) {
    var words =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    if (failure instanceof RuntimeException) {
      log.error("SNMP: the session has failed; connecting again", failure);
    } else if (!words.equals(lastTrouble)) {
      lastTrouble = words;
      log.warn("SNMP: master agent at {}: {}; trying again", config.socket(), words);
    }
  }

  private void pauseFor(long nanos) {
    long until = clock.nanos() + nanos;
    try {
      for (long left = nanos; left > 0 && !closing; left = until - clock.nanos()) {
        selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
      }
    } catch (IOException e) {
      log.error("SNMP: the thread cannot wait", e);
      closing = true;
    }
  }

  /** Serves until the service is closed. Throws when the session is lost. */
  private void serve(MasterConnection connection, Subagent session) throws IOException {
    connection.send(session.open());
    long heardAt = clock.nanos();
    long progressAt = heardAt;
    while (!closing || (!traps.isEmpty() && session.isReady())) {
      if (session.isReady() && !traps.isEmpty() && !connection.isStuck()) {
        sendTraps(connection, session);
      }
      var packets = connection.await(selector, TimeUnit.NANOSECONDS.toMillis(SECOND));
      long now = clock.nanos();
      for (var packet : packets) {
        heardAt = now;
        for (var answer : session.received(packet)) {
          connection.send(answer);
        }
        if (packet.pdu() instanceof Pdu.Response) {
          masterBootAt = now - session.masterUpHundredths() * HUNDREDTH;
        }
      }
      if (session.isReady() && !ready) {
        ready = true;
        lastTrouble = "";
        log.info("SNMP: connected to the master agent at {}", config.socket());
      }
      progressAt = connection.isStuck() ? progressAt : clock.nanos();
      if (clock.nanos() - progressAt > PATIENCE) {
        throw new IOException("it does not read");
      }
      if (session.isWaiting() && now - heardAt > PATIENCE + (ready ? SILENCE : 0)) {
        throw new IOException("it does not answer");
      }
      if (session.isReady() && now - heardAt > SILENCE) {
        connection.send(session.ping());
      }
    }
    if (ready) {
      connection.send(session.close());
    }
  }

  private void sendTraps(MasterConnection connection, Subagent session) throws IOException {
    long dropped = traps.takeDropped();
    if (dropped > 0) {
      log.warn("SNMP: {} traps were dropped while no master agent took them", dropped);
    }
    var news = traps.drain();
    var known = closing && facts != null ? facts : current(0);
    for (var change : news) {
      for (var binds : Traps.of(change, known, config)) {
        connection.send(session.trap(binds));
      }
    }
  }

  /**
   * Returns facts of at most that age. Older facts are returned if there are none within two
   * seconds.
   */
  private MibFacts current(long nanos) throws IOException {
    var known = facts;
    if (known != null && seen && clock.nanos() - seenAt <= nanos) {
      return known;
    }
    try {
      var fresh = source.ask().get(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
      facts = fresh;
      view = Mibs.view(fresh, config, (clock.nanos() - masterBootAt) / HUNDREDTH);
      seen = true;
      seenAt = clock.nanos();
      return fresh;
    } catch (TimeoutException | ExecutionException e) {
      if (known != null) {
        return known;
      }
      throw new IOException("no snapshot of the agent could be taken: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** What the session sees of the agent. */
  private final class Agent implements Subagent.Target {

    @Override
    public MibView view() {
      try {
        current(FRESH);
      } catch (IOException e) {
        log.warn("SNMP: {}", e.getMessage());
      }
      return view;
    }

    @Override
    public @Nullable AgentxError check(List<VarBind> binds, List<Setting> settings) {
      try {
        var now = current(FRESH);
        for (var bind : binds) {
          switch (Settables.check(bind, now)) {
            case Settables.Result.Accepted(Setting setting) -> settings.add(setting);
            case Settables.Result.Refused(AgentxError error) -> {
              return error;
            }
          }
        }
        return null;
      } catch (IOException _) {
        return AgentxError.GENERAL;
      }
    }

    @Override
    public void apply(Setting setting) throws IOException {
      try {
        source.apply(setting).get(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
        seen = false; // the next answer shows the change
      } catch (TimeoutException | ExecutionException e) {
        log.warn("SNMP: {} could not be changed", setting, e);
        throw new IOException("not changed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
  }

  /** Sends the traps that wait, closes the session and ends the thread, within two seconds. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      if (!thread.join(CLOSING)) {
        log.warn("SNMP: the session could not be closed in time");
        thread.interrupt();
        thread.join(CLOSING);
      }
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("SNMP: {}", e.getMessage());
    }
  }
}
