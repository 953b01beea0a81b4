package org.holdfast.health.run;

import org.holdfast.health.Verdict;

/** Hears what is believed of each track script. */
@FunctionalInterface
public interface TrackListener {

  /**
   * Told for every script once at the start, and whenever its verdict changes. Called on the script
   * loop's thread: hand it over to whoever decides, and come back.
   *
   * @param script its name
   * @param reason for a log: {@code exited with status 2}; {@code not run yet} at the start
   * @param sinceNanos when it became so, on the script loop's clock
   */
  void verdict(String script, Verdict verdict, String reason, long sinceNanos);
}
