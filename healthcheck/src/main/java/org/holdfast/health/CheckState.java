package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * The state of one check at one moment. Instants are nanoseconds of the caller's clock and compare
 * by subtraction only.
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

  /**
   * Counts since the start.
   *
   * @param runs the number of completed runs
   * @param failures the number of failed runs, forgiven or not, including agents that did not
   *     answer
   * @param notRun the number of runs that a local problem prevented
   * @param flips the number of times the verdict changed, not counting the first result
   */
  public record Tally(long runs, long failures, long notRun, long flips) {}
}
