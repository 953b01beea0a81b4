package org.holdfast.health.run;

import org.holdfast.health.Verdict;

/** Receives the verdicts of track scripts or tracked processes. */
@FunctionalInterface
public interface TrackListener {

  /**
   * Called once per track at the start, and whenever its verdict changes. Runs on the reporting
   * thread: pass the verdict on and return at once.
   *
   * @param track the track's name
   * @param reason for a log: {@code exited with status 2}; {@code not run yet} at the start
   * @param changedAt when the verdict changed, on the reporter's clock
   */
  void verdict(String track, Verdict verdict, String reason, long changedAt);

  /** Called at the start for a script that counts as failed until it has succeeded (init-fail). */
  default void failedAtFirst(String track, String reason, long changedAt) {
    verdict(track, Verdict.NOT_WELL, reason, changedAt);
  }
}
