package org.holdfast.health.probe;

import org.holdfast.health.ProbeResult;

/** A run of a probe without a result yet. Used on its loop's thread only. */
public interface Attempt {

  /**
   * The result if the run times out now: usually a failure that says what the run was waiting for,
   * {@code connecting} or {@code waiting for the response}. Some probes pass without an answer.
   */
  ProbeResult outOfTime();

  /** Releases everything at once and gives no result. Harmless after a result. */
  void cancel();
}
