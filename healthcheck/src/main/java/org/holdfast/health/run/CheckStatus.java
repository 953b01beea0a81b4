package org.holdfast.health.run;

import org.holdfast.health.CheckState;
import org.holdfast.health.ProbeResult;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a check, for people and programs. Plain values, so that any JSON writer takes
 * them. Spans are in seconds and count from the moment of the snapshot.
 *
 * @param check what is asked of whom: {@code tcp 10.0.0.1:80}
 * @param state up, down or undecided
 * @param failure the kind of the last run's failure; null when it did not fail
 * @param result of the last run, in words; null before the first
 * @param latencySeconds how long the last run took that said something of the server
 * @param nextRunInSeconds null while it runs, or is told instead of run
 * @param runs ended since the start
 * @param failures of those, forgiven ones too
 * @param notRun prevented by our own lack of something
 * @param flips how often the state became another
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

  /** As of {@code nowNanos}. */
  public static CheckStatus of(CheckState state, long nowNanos) {
    var probe = state.spec().probe();
    var last = state.last();
    boolean due = Probers.isRun(probe) && !state.running();
    return new CheckStatus(
        probe.words(),
        probe.kind(),
        state.verdict().word(),
        (nowNanos - state.sinceNanos()) / 1e9,
        last instanceof ProbeResult.Failed failed ? failed.why().name() : null,
        last == null ? null : last.words(),
        last == null ? null : state.latencyNanos() / 1e9,
        due ? (state.nextRunNanos() - nowNanos) / 1e9 : null,
        state.tally().runs(),
        state.tally().failures(),
        state.tally().notRun(),
        state.tally().flips());
  }
}
