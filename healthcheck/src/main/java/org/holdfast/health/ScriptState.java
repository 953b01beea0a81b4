package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * All that is known of one track script, and what follows from each event: when it runs next, and
 * what is believed of what it probes. Instants are nanoseconds of the caller's clock and compare by
 * subtraction only.
 *
 * @param sinceNanos when the verdict became what it is
 * @param nextRunNanos when the next run is due
 * @param running whether a run, or what is left of one, has not ended
 * @param last what came of the last run; null before the first
 * @param output the end of what the last run wrote, at most some kilobytes; empty when nothing
 */
public record ScriptState(
    String name,
    long intervalNanos,
    RiseFall riseFall,
    long sinceNanos,
    long nextRunNanos,
    boolean running,
    @Nullable Outcome last,
    String output,
    Tally tally) {

  /**
   * Counted since the start.
   *
   * @param runs started, or tried to be
   * @param failures all but success and what our own lack prevented
   * @param timeouts those of the failures
   * @param notRun prevented by our own lack of something
   * @param skipped times a run was due while the one before it had not ended
   */
  public record Tally(long runs, long failures, long timeouts, long notRun, long skipped) {
    static final Tally ZERO = new Tally(0, 0, 0, 0, 0);

    private Tally plusRun() {
      return new Tally(runs + 1, failures, timeouts, notRun, skipped);
    }

    private Tally plusSkipped() {
      return new Tally(runs, failures, timeouts, notRun, skipped + 1);
    }

    private Tally plus(Outcome outcome) {
      return switch (outcome) {
        case Outcome.NotRun _ -> new Tally(runs, failures, timeouts, notRun + 1, skipped);
        case Outcome.TimedOut _ -> new Tally(runs, failures + 1, timeouts + 1, notRun, skipped);
        case Outcome.Exited _, Outcome.Killed _, Outcome.Unstartable _ ->
            new Tally(runs, failures + (outcome.succeeded() ? 0 : 1), timeouts, notRun, skipped);
      };
    }
  }

  /** Never run, first due now. */
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
   * A run is due: it starts, unless the one before has not ended, when it is skipped; whether the
   * result is {@link #running} for the first time tells. The next is due a whole number of
   * intervals after this one was, the first that is not past.
   */
  public ScriptState due(long nowNanos) {
    long missed = Math.max(0, nowNanos - nextRunNanos) / intervalNanos;
    return new ScriptState(
        name,
        intervalNanos,
        riseFall,
        sinceNanos,
        nextRunNanos + (missed + 1) * intervalNanos,
        true,
        last,
        output,
        running ? tally.plusSkipped() : tally.plusRun());
  }

  /** The run has said what it has to say; its processes may still be there. */
  public ScriptState told(Outcome outcome, String written, long nowNanos) {
    var counted = outcome instanceof Outcome.NotRun ? riseFall : riseFall.next(outcome.succeeded());
    return new ScriptState(
        name,
        intervalNanos,
        counted,
        counted.verdict() == verdict() ? sinceNanos : nowNanos,
        nextRunNanos,
        running,
        outcome,
        written,
        tally.plus(outcome));
  }

  /** Nothing of the run is left. */
  public ScriptState ended() {
    return new ScriptState(
        name, intervalNanos, riseFall, sinceNanos, nextRunNanos, false, last, output, tally);
  }
}
