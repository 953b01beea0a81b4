package org.holdfast.health.run;

import org.holdfast.health.Verdict;

/** Hears what is believed of each track script, or of each tracked process. */
@FunctionalInterface
public interface TrackListener {

  /**
   * Told for every track once at the start, and whenever its verdict changes. Called on the
   * teller's thread: hand it over to whoever decides, and come back.
   *
   * @param track its name
   * @param reason for a log: {@code exited with status 2}; {@code not run yet} at the start
   * @param sinceNanos when it became so, on the teller's clock
   */
  void verdict(String track, Verdict verdict, String reason, long sinceNanos);

  /** A script that has not been run yet counts as failed until it has succeeded (init-fail). */
  default void failedAtFirst(String track, String reason, long sinceNanos) {
    verdict(track, Verdict.NOT_WELL, reason, sinceNanos);
  }
}
