package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckState;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Runs checks on event loops: equal checks only once, however many listeners they have. Any thread
 * may call all methods.
 */
public final class CheckEngine implements AutoCloseable {

  private final List<Lane> lanes;
  private final Probers probers;
  private final NanoClock clock;
  private final DoubleSupplier fraction;
  private final LocalProblems problems;
  private final ServerLog serverLog;
  private final Map<CheckSpec, Shared> checks = new LinkedHashMap<>();
  private final Map<Probe, ProbeResult> lastReported = new HashMap<>();
  private int next;

  /** An event loop and the deadlines of its checks. */
  private record Lane(IoEventLoop loop, DeadlineQueue queue) {}

  /**
   * A check, the number of its listeners, and how many of them want it to run. Guarded by the
   * engine.
   */
  private static final class Shared {
    private final Check check;
    private int listeners;
    private int awake;

    Shared(Check check) {
      this.check = check;
    }
  }

  /**
   * Creates an engine without checks.
   *
   * @param loops the loops that checks are distributed over; their creator ends them, after {@link
   *     #close}
   * @param fraction random numbers from 0 up to but not including 1, for any thread
   */
  public CheckEngine(
      List<? extends IoEventLoop> loops,
      Probers probers,
      NanoClock clock,
      DoubleSupplier fraction) {
    this.lanes =
        loops.stream().map(loop -> new Lane(loop, new DeadlineQueue(loop, clock))).toList();
    this.probers = probers;
    this.clock = clock;
    this.fraction = fraction;
    this.problems = new LocalProblems(clock);
    this.serverLog = ServerLog.on(loops.getFirst(), clock);
  }

  /**
   * Starts a check, unless the check is already running, and reports its state to {@code listener}.
   */
  public synchronized Subscription subscribe(CheckSpec spec, CheckListener listener) {
    var shared = checks.computeIfAbsent(spec, this::begin);
    shared.listeners++;
    var check = shared.check;
    check.loop().execute(() -> check.add(listener));
    var subscription = new Subscription(spec, shared, listener);
    subscription.resume();
    return subscription;
  }

  private Shared begin(CheckSpec spec) {
    var lane = lanes.get(next++ % lanes.size());
    var loop = lane.loop();
    var check = new Check(spec, loop, lane.queue(), clock, fraction, probers, problems, serverLog);
    var last = lastReported.get(spec.probe());
    if (last != null) {
      loop.execute(() -> check.reported(last));
    }
    return new Shared(check);
  }

  /** A listener's registration with a check. Any thread may call all methods, repeatedly. */
  public final class Subscription {
    private final CheckSpec spec;
    private final Shared shared;
    private final CheckListener listener;
    private boolean awake;
    private boolean ended;

    private Subscription(CheckSpec spec, Shared shared, CheckListener listener) {
      this.spec = spec;
      this.shared = shared;
      this.listener = listener;
    }

    /** Requests that the check runs. */
    public void resume() {
      synchronized (CheckEngine.this) {
        if (!awake && !ended) {
          awake = true;
          if (shared.awake++ == 0) {
            shared.check.loop().execute(shared.check::resume);
          }
        }
      }
    }

    /** Allows the check to rest; it continues to run while another subscription needs it. */
    public void suspend() {
      synchronized (CheckEngine.this) {
        if (awake) {
          awake = false;
          if (--shared.awake == 0) {
            shared.check.loop().execute(shared.check::pause);
          }
        }
      }
    }

    /** Ends the registration. The state of a check is forgotten with its last listener. */
    public void end() {
      synchronized (CheckEngine.this) {
        if (ended) {
          return;
        }
        suspend();
        ended = true;
        shared.check.loop().execute(() -> shared.check.remove(listener));
        if (--shared.listeners == 0) {
          checks.remove(spec);
        }
      }
    }
  }

  /** Reports a result to the checks of a probe that is not run: a file's or a BFD session's. */
  public synchronized void report(Probe probe, ProbeResult result) {
    lastReported.put(probe, result);
    for (var shared : checks.values()) {
      var check = shared.check;
      if (check.spec().probe().equals(probe)) {
        check.loop().execute(() -> check.reported(result));
      }
    }
  }

  /** Forgets the reported results of probes that no longer exist. */
  public synchronized void retainReported(Predicate<Probe> exists) {
    lastReported.keySet().removeIf(exists.negate());
  }

  /** The number of probes whose reported results are kept. */
  synchronized int reportedProbes() {
    return lastReported.size();
  }

  /** The states of all checks, in the order in which they were first subscribed. */
  public synchronized List<CheckState> snapshot() {
    var states = new ArrayList<CheckState>(checks.size());
    for (var shared : checks.values()) {
      states.add(shared.check.state());
    }
    return states;
  }

  /** The figures of a check; null if there is no such check. */
  public synchronized @Nullable CheckFigures figures(CheckSpec spec) {
    var shared = checks.get(spec);
    return shared == null ? null : shared.check.figures();
  }

  /** The log of checks, servers and virtual servers. */
  ServerLog serverLog() {
    return serverLog;
  }

  /** The number of runs that local problems have prevented since the start. */
  public long notRun() {
    return problems.total();
  }

  /**
   * Ends every check. Once the loops have run their queued tasks, listeners are no longer called.
   */
  @Override
  public synchronized void close() {
    for (var shared : checks.values()) {
      shared.check.loop().execute(shared.check::pause);
    }
    checks.clear();
    serverLog.sumUp();
  }
}
