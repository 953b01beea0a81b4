package org.holdfast.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of one check and its transitions: keepalived's retries on the way down, a rise count on
 * the way up. Instants are nanoseconds of the caller's clock and compare by subtraction only.
 *
 * <p>The first result always decides. A good check is forgiven {@code retries} failures in a row; a
 * failed one needs {@code rise} successes in a row. A run that a local problem prevented, and an
 * agent that does not answer, are counted and change nothing else.
 *
 * <p>One thread changes the state, in place: objects that live for an interval each, of tens of
 * thousands of checks, would fill the old generation of the heap. Any thread may call {@link
 * #state}; all other methods belong to the thread that changes the state.
 */
public final class CheckProgress {

  /** The shortest pause after a local shortage, which prevents the agent from aggravating it. */
  static final Duration RESPITE = Duration.ofMillis(100);

  private final CheckSpec spec;
  private Verdict verdict = Verdict.UNDECIDED;
  private int row;
  private long changedAt;
  private long startedAt;
  private long nextRunAt;
  private boolean running;
  private @Nullable ProbeResult last;
  private long latencyNanos;
  private long runs;
  private long failures;
  private long notRun;
  private long flips;

  /**
   * Creates the state before the first run.
   *
   * @param fraction random, from 0 up to but not including 1: where in the warm-up the first run
   *     falls
   */
  public CheckProgress(CheckSpec spec, long nowNanos, double fraction) {
    this.spec = spec;
    changedAt = nowNanos;
    startedAt = nowNanos;
    nextRunAt = nowNanos + (long) (spec.timing().warmup().toNanos() * fraction);
  }

  /** The state at this moment. */
  public synchronized CheckState state() {
    return new CheckState(
        spec,
        verdict,
        row,
        changedAt,
        startedAt,
        nextRunAt,
        running,
        last,
        latencyNanos,
        new CheckState.Tally(runs, failures, notRun, flips));
  }

  public CheckSpec spec() {
    return spec;
  }

  public Verdict verdict() {
    return verdict;
  }

  /** How many results in a row have been against the verdict. */
  public int row() {
    return row;
  }

  /** When the last run began. */
  public long startedAt() {
    return startedAt;
  }

  /** When the next run is due; meaningless while one is running. */
  public long nextRunAt() {
    return nextRunAt;
  }

  /** The result of the last run; null before the first. */
  public @Nullable ProbeResult last() {
    return last;
  }

  /** The duration of the last run with a result about the server. */
  public long latencyNanos() {
    return latencyNanos;
  }

  /** Records that a run begins. */
  public synchronized void started(long nowNanos) {
    startedAt = nowNanos;
    running = true;
  }

  /**
   * Records that a run has ended.
   *
   * @param fraction random, from 0 up to but not including 1: how much of the jitter the next
   *     interval gets
   */
  public synchronized void ended(ProbeResult result, long nowNanos, double fraction) {
    running = false;
    last = result.equals(last) ? last : result; // the equal object that has been there for long
    runs++;
    switch (result) {
      case ProbeResult.Passed _ ->
          conclusive(Verdict.WELL, spec.timing().rise(), nowNanos, fraction);
      case ProbeResult.Failed _ -> {
        failures++;
        conclusive(Verdict.NOT_WELL, spec.timing().retries() + 1L, nowNanos, fraction);
      }
      case ProbeResult.Unheard _ -> {
        failures++;
        nextRunAt = regularly(verdict == Verdict.UNDECIDED, nowNanos, fraction);
      }
      case ProbeResult.NotRun _ -> {
        notRun++;
        nextRunAt = soon(nowNanos, fraction);
      }
    }
  }

  /**
   * Applies a result about the server.
   *
   * @param needed results of this kind in a row that overturn the verdict
   */
  private void conclusive(Verdict implied, long needed, long nowNanos, double fraction) {
    boolean overturns = verdict != implied && (verdict == Verdict.UNDECIDED || row + 1 >= needed);
    if (overturns) {
      flips += verdict == Verdict.UNDECIDED ? 0 : 1;
      verdict = implied;
      changedAt = nowNanos;
    }
    row = verdict == implied ? 0 : row + 1;
    nextRunAt =
        implied == Verdict.NOT_WELL && row > 0
            ? nowNanos + spec.timing().retryDelay().toNanos()
            : regularly(row > 0, nowNanos, fraction);
    latencyNanos = nowNanos - startedAt;
  }

  /** When a run that a local problem prevented is tried again. */
  private long soon(long nowNanos, double fraction) {
    long regular = regularly(verdict == Verdict.UNDECIDED || row > 0, nowNanos, fraction);
    long respite = Math.max(RESPITE.toNanos(), spec.timing().retryDelay().toNanos());
    return Math.min(regular - nowNanos, respite) + nowNanos;
  }

  /** One interval after the start of the last run, or now if that has passed. */
  private long regularly(boolean undecided, long nowNanos, double fraction) {
    var timing = spec.timing();
    var fast = timing.fastInterval();
    long interval = (undecided && fast != null ? fast : timing.interval()).toNanos();
    long jitter = (long) (interval / 100.0 * timing.jitterPercent() * fraction);
    return nowNanos + Math.max(0, startedAt + interval + jitter - nowNanos);
  }
}
