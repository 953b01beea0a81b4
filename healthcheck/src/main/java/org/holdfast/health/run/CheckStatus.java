package org.holdfast.health.run;

import org.holdfast.health.CheckState;
import org.holdfast.health.ProbeResult;
import org.jspecify.annotations.Nullable;

/**
 * The state of a check, for human readers and programs. Plain values, so that any JSON writer can
 * write them. Spans are in seconds and relative to the snapshot.
 *
 * @param check the probe in words: {@code tcp 10.0.0.1:80}
 * @param state up, down or undecided
 * @param failure the kind of the last run's failure, see {@link org.holdfast.health.Failure#code};
 *     null when it did not fail
 * @param result the result of the last run, in words; null before the first
 * @param latencySeconds the duration of the last run with a result about the server
 * @param nextRunInSeconds null while the check is running, or when its results are reported from
 *     outside
 * @param runs the number of completed runs since the start
 * @param failures the number of failed ones, including forgiven ones
 * @param notRun the number of runs that a local problem prevented
 * @param flips the number of times the state changed
 */
public record CheckStatus(
    String check,
    String kind,
    String state,
    double forSeconds,
    @Nullable String failure,
    @Nullable String result,
    @Nullable Double latencySeconds,
    @Nullable Double nextRunInSeconds,
    long runs,
    long failures,
    long notRun,
    long flips) {

  /** The status at {@code nowNanos}. */
  public static CheckStatus of(CheckState state, long nowNanos) {
    var probe = state.spec().probe();
    var last = state.last();
    boolean due = Probers.isRun(probe) && !state.running();
    return new CheckStatus(
        probe.words(),
        probe.kind(),
        state.verdict().word(),
        (nowNanos - state.changedAt()) / 1e9,
        last instanceof ProbeResult.Failed failed ? failed.why().code() : null,
        last == null ? null : last.words(),
        last == null ? null : state.latencyNanos() / 1e9,
        due ? (state.nextRunAt() - nowNanos) / 1e9 : null,
        state.tally().runs(),
        state.tally().failures(),
        state.tally().notRun(),
        state.tally().flips());
  }
}
