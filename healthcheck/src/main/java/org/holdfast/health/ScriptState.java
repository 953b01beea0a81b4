package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * The state of one track script and its transitions: when it runs next, and its verdict. Instants
 * are nanoseconds of the caller's clock and compare by subtraction only.
 *
 * @param changedAt when the verdict last changed
 * @param nextRunAt when the next run is due
 * @param running whether a run, or any of its processes, has not ended
 * @param last the outcome of the last run; null before the first
 * @param output the end of the last run's output, at most some kilobytes; empty when there is none
 */
public record ScriptState(
    String name,
    long intervalNanos,
    RiseFall riseFall,
    long changedAt,
    long nextRunAt,
    boolean running,
    @Nullable ScriptOutcome last,
    String output,
    Tally tally) {

  /**
   * Counts since the start.
   *
   * @param runs the number of runs that were started or attempted
   * @param failures the number of failed runs, without those that a local problem prevented
   * @param timeouts the number of failures by timeout
   * @param notRun the number of runs that a local problem prevented
   * @param skipped the number of times that a run was due before the previous one had ended
   */
  public record Tally(long runs, long failures, long timeouts, long notRun, long skipped) {
    static final Tally ZERO = new Tally(0, 0, 0, 0, 0);

    private Tally plusRun() {
      return new Tally(runs + 1, failures, timeouts, notRun, skipped);
    }

    private Tally plusSkipped() {
      return new Tally(runs, failures, timeouts, notRun, skipped + 1);
    }

    private Tally plus(ScriptOutcome outcome) {
      return switch (outcome) {
        case ScriptOutcome.NotRun _ -> new Tally(runs, failures, timeouts, notRun + 1, skipped);
        case ScriptOutcome.TimedOut _ ->
            new Tally(runs, failures + 1, timeouts + 1, notRun, skipped);
        case ScriptOutcome.Exited _, ScriptOutcome.Killed _, ScriptOutcome.Unstartable _ ->
            new Tally(runs, failures + (outcome.succeeded() ? 0 : 1), timeouts, notRun, skipped);
      };
    }
  }

  /** The state before the first run, which is due now. */
  public static ScriptState first(
      String name, long intervalNanos, RiseFall riseFall, long nowNanos) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("interval: " + intervalNanos + "ns (expected: above 0)");
    }
    return new ScriptState(
        name, intervalNanos, riseFall, nowNanos, nowNanos, false, null, "", Tally.ZERO);
  }

  public Verdict verdict() {
    return riseFall.verdict();
  }

  /**
   * Starts the run that is due, or skips it if the previous run has not ended; the run has started
   * if {@link #running} becomes true. The next run is due a whole number of intervals after this
   * one was due, at the first such instant that has not passed.
   */
  public ScriptState due(long nowNanos) {
    long missed = Math.max(0, nowNanos - nextRunAt) / intervalNanos;
    return new ScriptState(
        name,
        intervalNanos,
        riseFall,
        changedAt,
        nextRunAt + (missed + 1) * intervalNanos,
        true,
        last,
        output,
        running ? tally.plusSkipped() : tally.plusRun());
  }

  /** Records the outcome of the run, whose processes may still exist. */
  public ScriptState withOutcome(ScriptOutcome outcome, String written, long nowNanos) {
    var counted =
        outcome instanceof ScriptOutcome.NotRun ? riseFall : riseFall.next(outcome.succeeded());
    return new ScriptState(
        name,
        intervalNanos,
        counted,
        counted.verdict() == verdict() ? changedAt : nowNanos,
        nextRunAt,
        running,
        outcome,
        written,
        tally.plus(outcome));
  }

  /** Records that no process of the run is left. */
  public ScriptState ended() {
    return new ScriptState(
        name, intervalNanos, riseFall, changedAt, nextRunAt, false, last, output, tally);
  }
}
