package org.holdfast.health.probe;

import org.holdfast.health.ProbeResult;

/**
 * A run of a probe that is in progress. Its result goes to the consumer that {@link Prober#start}
 * was given. Confined to its loop's thread.
 */
public interface ProbeRun {

  /**
   * Returns the result of a timeout at this moment: usually a failure that names the step for which
   * the run was waiting, {@code connecting} or {@code waiting for the response}. Some probes
   * succeed without an answer.
   */
  ProbeResult outOfTime();

  /** Cancels the run, which then gives no result. Has no effect after a result. */
  void cancel();
}
