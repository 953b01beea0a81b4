package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.holdfast.health.Advice;
import org.holdfast.health.CheckProgress;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckState;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Verdict;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.linux.LogEvent;
import org.holdfast.linux.loop.DeadlineQueue;
import org.holdfast.time.NanoClock;
import org.holdfast.time.SpanTally;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A scheduled check: runs its probe when it is due, never twice at once, ends a run at its timeout,
 * and notifies its listeners. All decisions are made by {@link CheckProgress}.
 *
 * <p>Called on its loop's thread only, apart from {@link #state}. A run costs one entry in the
 * loop's queue, which serves for its deadline and for the next run, and a share of a wake-up:
 * checks that are due within five milliseconds are run together.
 */
final class Check extends DeadlineQueue.Task {

  private static final Logger log = LoggerFactory.getLogger(Check.class);

  /** If a deadline is noticed later than this, we suspect our own process instead of the server. */
  private static final long OWN_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** The grid of wake-ups; at most a tenth of the shortest interval. */
  private static final long TOGETHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final SpanTally.Bounds LATENCY =
      SpanTally.Bounds.ofMicros(
          500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
          2_500_000, 5_000_000);

  private final IoEventLoop loop;
  private final DeadlineQueue queue;
  private final NanoClock clock;
  private final DoubleSupplier fraction;
  private final Probers probers;
  private final LocalProblems problems;
  private final ServerLog serverLog;
  private final Consumer<ProbeResult> answer = this::ended;
  private final SpanTally latencies = new SpanTally(LATENCY);
  private final FailureCounts failures = new FailureCounts();
  private final CheckProgress state;

  private List<CheckListener> listeners = List.of();
  private @Nullable ProbeRun attempt;
  private long deadlineAt;
  private boolean doubted;
  private boolean paused = true;
  // The advice of the last run that passed, which remains in force after failures.
  private Advice advice = Advice.NONE;
  private ProbeResult.@Nullable Failed failure;

  Check(
      CheckSpec spec,
      IoEventLoop loop,
      DeadlineQueue queue,
      NanoClock clock,
      DoubleSupplier fraction,
      Probers probers,
      LocalProblems problems,
      ServerLog serverLog) {
    this.loop = loop;
    this.queue = queue;
    this.clock = clock;
    this.fraction = fraction;
    this.probers = probers;
    this.problems = problems;
    this.serverLog = serverLog;
    this.state = new CheckProgress(spec, clock.nanos(), fraction.getAsDouble());
  }

  IoEventLoop loop() {
    return loop;
  }

  /** The check's state. May be called from any thread. */
  CheckState state() {
    return state.state();
  }

  CheckSpec spec() {
    return state.spec();
  }

  /** The counts of the check's runs. May be called from any thread. */
  CheckFigures figures() {
    return new CheckFigures(state.state(), latencies, failures.byKind());
  }

  void add(CheckListener listener) {
    var more = new ArrayList<>(listeners);
    more.add(listener);
    listeners = List.copyOf(more);
    if (state.last() != null) {
      listener.reported(state.state());
    }
  }

  void remove(CheckListener listener) {
    var fewer = new ArrayList<>(listeners);
    fewer.remove(listener);
    listeners = List.copyOf(fewer);
  }

  /** Starts running again when the next run is due. */
  void resume() {
    paused = false;
    arm(clock.nanos());
  }

  /** Stops running; the verdict is kept. */
  void pause() {
    paused = true;
    if (attempt != null) {
      attempt.cancel();
      attempt = null;
    }
    queue.off(this);
  }

  /** Takes a result that was reported from outside (a file or a BFD session). */
  void reported(ProbeResult result) {
    state.started(clock.nanos());
    ended(result);
  }

  private void arm(long now) {
    if (paused || !Probers.isRun(state.spec().probe())) {
      return;
    }
    queue.at(this, onGrid(attempt == null ? state.nextRunAt() : endOrNextRun(now)), now);
  }

  /** When this run times out, or when the next one will be due if that is earlier. */
  private long endOrNextRun(long now) {
    long next = state.startedAt() + state.spec().timing().interval().toNanos();
    return next - now > 0 && next - deadlineAt < 0 ? next : deadlineAt;
  }

  private long onGrid(long instant) {
    long tenth = state.spec().timing().interval().toNanos() / 10;
    long grid = Math.max(1, Math.min(TOGETHER_NANOS, tenth));
    return instant + Math.floorMod(-instant, grid);
  }

  @Override
  protected void due() {
    long now = clock.nanos();
    if (attempt == null) {
      if (now - state.nextRunAt() >= 0) {
        start(now);
      }
    } else if (now - deadlineAt >= 0) {
      timeUp(now);
    }
    arm(now);
  }

  private void start(long now) {
    state.started(now);
    deadlineAt = now + state.spec().timing().timeout().toNanos();
    doubted = false;
    var probe = state.spec().probe();
    try {
      attempt = probers.start(probe, loop, answer);
    } catch (RuntimeException | Error failure) {
      // Netty swallows an exception of a timer task, and the check would never be run again.
      ended(new ProbeResult.NotRun("this is a bug: " + failure));
    }
  }

  /**
   * After a stall of the agent, the answer may still be in a socket, or the request may not even
   * have been sent: the run is granted the lost time, once and at most its whole timeout.
   */
  private void timeUp(long now) {
    long late = now - deadlineAt;
    if (late > OWN_STALL_NANOS && !doubted) {
      doubted = true;
      deadlineAt = now + Math.min(late, state.spec().timing().timeout().toNanos());
      return;
    }
    var silent = attempt;
    if (silent != null) {
      var result = silent.outOfTime();
      silent.cancel();
      ended(result);
    }
  }

  private void ended(ProbeResult result) {
    attempt = null;
    long now = clock.nanos();
    var verdict = state.verdict();
    var last = state.last();
    state.ended(result, now, fraction.getAsDouble());
    count(result);
    if (log.isTraceEnabled()) {
      log.trace("{}: {}", state.spec().probe().words(), result.words());
    }
    if (result instanceof ProbeResult.NotRun(String why)) {
      problems.record(state.spec().probe(), why);
    }
    if (result instanceof ProbeResult.Unheard && !(last instanceof ProbeResult.Unheard)) {
      write(
          "unheard",
          Level.INFO,
          null,
          state.spec().probe().words()
              + ": "
              + result.words()
              + ", which says nothing about the server");
    }
    arm(now);
    boolean turned = verdict != state.verdict();
    if (turned) {
      boolean failed = state.verdict() == Verdict.NOT_WELL;
      write(
          kind(result),
          failed ? Level.WARN : Level.INFO,
          failed ? LogEvent.CHECK_FAILED : LogEvent.CHECK_SUCCEEDED,
          state.spec().probe().words() + " " + news(verdict, state, result));
    } else if (isForgiven(result) && state.spec().logsFailures()) {
      write(
          kind(result),
          Level.INFO,
          null,
          state.spec().probe().words() + " " + forgiven(state, result));
    }
    boolean advises = advises(result);
    boolean failsOtherwise = failsOtherwise(result);
    if (turned || advises || failsOtherwise) {
      var news = state.state();
      listeners.forEach(listener -> inform(listener, news));
    }
  }

  private void write(String what, Level level, @Nullable LogEvent event, String line) {
    serverLog.write(
        ServerLog.Topic.CHECKS,
        state.spec().probe().words(),
        what,
        ServerLog.Line.of(level, event, line));
  }

  /** Returns what a run's result is counted as when its line is left out. */
  private static String kind(ProbeResult result) {
    return switch (result) {
      case ProbeResult.Failed(var why, _) -> "failed (" + why.words() + ")";
      case ProbeResult.Unheard _ -> "unheard";
      case ProbeResult.Passed _ -> "succeeded";
      case ProbeResult.NotRun _ -> "not run";
    };
  }

  private void count(ProbeResult result) {
    switch (result) {
      case ProbeResult.Failed(var why, _) -> failures.count(why);
      case ProbeResult.Unheard(var why, _) -> failures.count(why);
      case ProbeResult.Passed _, ProbeResult.NotRun _ -> {}
    }
    if (!(result instanceof ProbeResult.NotRun) && Probers.isRun(state.spec().probe())) {
      latencies.count(state.latencyNanos());
    }
  }

  /** Whether a good check stays good although its last run failed. */
  private boolean isForgiven(ProbeResult result) {
    return result instanceof ProbeResult.Failed && state.verdict() == Verdict.WELL;
  }

  /** Says that a failure is one of those that do not change the verdict. */
  static String forgiven(CheckProgress now, ProbeResult result) {
    return "failed, retry "
        + now.row()
        + " of "
        + now.spec().timing().retries()
        + " follows: "
        + result.words();
  }

  /** Whether a failed check fails for another reason than the last reported one. */
  private boolean failsOtherwise(ProbeResult result) {
    if (state.verdict() != Verdict.NOT_WELL
        || !(result instanceof ProbeResult.Failed failed)
        || failed.equals(failure)) {
      return false;
    }
    failure = failed;
    return true;
  }

  /** Whether the advice differs from that of the last run that passed. */
  private boolean advises(ProbeResult result) {
    if (!(result instanceof ProbeResult.Passed(_, Advice now)) || now.equals(advice)) {
      return false;
    }
    advice = now;
    return true;
  }

  private void inform(CheckListener listener, CheckState news) {
    try {
      listener.reported(news);
    } catch (RuntimeException | Error failure) {
      log.error("A listener of {} failed", state.spec().probe().words(), failure);
    }
  }

  /** The first failure decides without a retry; later ones are forgiven as often as configured. */
  static String news(Verdict before, CheckProgress now, ProbeResult result) {
    int retries = before == Verdict.UNDECIDED ? 0 : now.spec().timing().retries();
    return switch (now.verdict()) {
      case WELL -> "succeeds: " + result.words();
      case NOT_WELL ->
          "failed"
              + switch (retries) {
                case 0 -> "";
                case 1 -> " after 1 retry";
                default -> " after " + retries + " retries";
              }
              + ": "
              + result.words();
      case UNDECIDED -> "is undecided: " + result.words();
    };
  }
}
