package org.holdfast.agent.status;

import org.holdfast.health.ScriptState;
import org.holdfast.time.ClockTime;
import org.holdfast.time.WallTime;
import org.jspecify.annotations.Nullable;

/**
 * The status of a track script. Plain values. Spans are in seconds before or after the snapshot.
 *
 * @param state up, down or undecided
 * @param since the time of the last change of state, see {@link
 *     org.holdfast.time.ClockTime#of(java.time.Instant)}
 * @param result a description of the last run; null before the first
 * @param output the end of the last run's output
 */
public record ScriptStatus(
    String name,
    String state,
    String since,
    double forSeconds,
    @Nullable String result,
    String output,
    boolean running,
    double nextRunInSeconds,
    long runs,
    long failures,
    long timeouts,
    long notRun,
    long skipped) {

  /** Returns the status at {@code nowNanos}. */
  public static ScriptStatus of(ScriptState script, long nowNanos, WallTime wallTime) {
    var last = script.last();
    var tally = script.tally();
    return new ScriptStatus(
        script.name(),
        script.verdict().word(),
        ClockTime.of(wallTime.of(script.changedAt())),
        (nowNanos - script.changedAt()) / 1e9,
        last == null ? null : last.words(),
        script.output(),
        script.running(),
        (script.nextRunAt() - nowNanos) / 1e9,
        tally.runs(),
        tally.failures(),
        tally.timeouts(),
        tally.notRun(),
        tally.skipped());
  }
}
