package org.holdfast.agent.status;

import org.holdfast.health.ScriptState;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a track script. Plain values. Spans are in seconds and count from the moment of
 * the snapshot.
 *
 * @param state up, down or undecided
 * @param result of the last run, in words; null before the first
 * @param output the end of what the last run wrote
 */
public record ScriptStatus(
    String name,
    String state,
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

  /** As of {@code nowNanos}. */
  public static ScriptStatus of(ScriptState script, long nowNanos) {
    var last = script.last();
    var tally = script.tally();
    return new ScriptStatus(
        script.name(),
        script.verdict().word(),
        (nowNanos - script.sinceNanos()) / 1e9,
        last == null ? null : last.words(),
        script.output(),
        script.running(),
        (script.nextRunNanos() - nowNanos) / 1e9,
        tally.runs(),
        tally.failures(),
        tally.timeouts(),
        tally.notRun(),
        tally.skipped());
  }
}
