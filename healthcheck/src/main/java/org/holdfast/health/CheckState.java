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
 * @param row the number of results in a row that contradict the verdict
 * @param changedAt when the verdict last changed
 * @param startedAt when the last run began
 * @param nextRunAt when the next run is due; meaningless while one is running
 * @param last the result of the last run; null before the first
 * @param latencyNanos the duration of the last run with a result about the server
 */
public record CheckState(
    CheckSpec spec,
    Verdict verdict,
    int row,
    long changedAt,
    long startedAt,
    long nextRunAt,
    boolean running,
    @Nullable ProbeResult last,
    long latencyNanos,
    Tally tally) {

  /** The shortest pause after a local shortage, which prevents the agent from aggravating it. */
  static final Duration RESPITE = Duration.ofMillis(100);

  /**
   * Counts since the start.
   *
   * @param runs the number of completed runs
   * @param failures the number of failed runs, forgiven or not, including agents that did not
   *     answer
   * @param notRun the number of runs that a local problem prevented
   * @param flips the number of times the verdict changed, not counting the first result
   */
  public record Tally(long runs, long failures, long notRun, long flips) {
    static final Tally ZERO = new Tally(0, 0, 0, 0);

    private static boolean hasFailed(ProbeResult result) {
      return result instanceof ProbeResult.Failed || result instanceof ProbeResult.Unheard;
    }

    private Tally plus(ProbeResult result, boolean flip) {
      return new Tally(
          runs + 1,
          failures + (hasFailed(result) ? 1 : 0),
          notRun + (result instanceof ProbeResult.NotRun ? 1 : 0),
          flips + (flip ? 1 : 0));
    }
  }

  /**
   * The state before the first run.
   *
   * @param fraction random, from 0 up to but not including 1: where in the warm-up the first run
   *     falls
   */
  public static CheckState first(CheckSpec spec, long nowNanos, double fraction) {
    long due = nowNanos + (long) (spec.timing().warmup().toNanos() * fraction);
    return new CheckState(
        spec, Verdict.UNDECIDED, 0, nowNanos, nowNanos, due, false, null, 0, Tally.ZERO);
  }

  /** Records that a run begins. */
  public CheckState started(long nowNanos) {
    return new CheckState(
        spec, verdict, row, changedAt, nowNanos, nextRunAt, true, last, latencyNanos, tally);
  }

  /**
   * Records that a run has ended.
   *
   * @param fraction random, from 0 up to but not including 1: how much of the jitter the next
   *     interval gets
   */
  public CheckState ended(ProbeResult result, long nowNanos, double fraction) {
    var timing = spec.timing();
    return switch (result) {
      case ProbeResult.Passed _ ->
          conclusive(Verdict.WELL, timing.rise(), result, nowNanos, fraction);
      case ProbeResult.Failed _ ->
          conclusive(Verdict.NOT_WELL, timing.retries() + 1L, result, nowNanos, fraction);
      case ProbeResult.Unheard _ ->
          inconclusive(result, regularly(verdict == Verdict.UNDECIDED, nowNanos, fraction));
      case ProbeResult.NotRun _ -> inconclusive(result, soon(nowNanos, fraction));
    };
  }

  /**
   * Applies a result about the server.
   *
   * @param needed results of this kind in a row that overturn the verdict
   */
  private CheckState conclusive(
      Verdict implied, long needed, ProbeResult result, long nowNanos, double fraction) {
    boolean overturns = verdict != implied && (verdict == Verdict.UNDECIDED || row + 1 >= needed);
    int against = verdict == implied || overturns ? 0 : row + 1;
    return new CheckState(
        spec,
        overturns ? implied : verdict,
        against,
        overturns ? nowNanos : changedAt,
        startedAt,
        implied == Verdict.NOT_WELL && against > 0
            ? nowNanos + spec.timing().retryDelay().toNanos()
            : regularly(against > 0, nowNanos, fraction),
        false,
        result,
        nowNanos - startedAt,
        tally.plus(result, overturns && verdict != Verdict.UNDECIDED));
  }

  /** Applies a run that a local problem prevented. */
  private long soon(long nowNanos, double fraction) {
    long regular = regularly(verdict == Verdict.UNDECIDED || row > 0, nowNanos, fraction);
    long respite = Math.max(RESPITE.toNanos(), spec.timing().retryDelay().toNanos());
    return Math.min(regular - nowNanos, respite) + nowNanos;
  }

  /** Applies a run without a result about the server. */
  private CheckState inconclusive(ProbeResult result, long dueAt) {
    return new CheckState(
        spec,
        verdict,
        row,
        changedAt,
        startedAt,
        dueAt,
        false,
        result,
        latencyNanos,
        tally.plus(result, false));
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
