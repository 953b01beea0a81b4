package org.holdfast.health.probe;

import org.holdfast.health.ProbeResult;

/** A run of a probe that has not answered yet. For its loop's thread alone. */
public interface Attempt {

  /**
   * What the result is if time is up now; a failure that says what was being waited for: {@code
   * connecting}, {@code waiting for the response}. Some probes are passed by silence.
   */
  ProbeResult outOfTime();

  /** Lets go of everything at once and answers no more. Harmless when it has answered. */
  void cancel();
}
