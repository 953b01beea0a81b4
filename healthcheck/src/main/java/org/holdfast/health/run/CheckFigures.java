package org.holdfast.health.run;

import java.util.Map;
import org.holdfast.health.CheckState;
import org.holdfast.health.Failure;
import org.holdfast.time.SpanTally;

/**
 * The state of a check and the counts of its runs.
 *
 * @param latency durations of the runs with a result about the server, which is counting; empty
 *     when results are reported from outside
 * @param failures counts by kind, including forgiven failures
 */
public record CheckFigures(CheckState state, SpanTally latency, Map<Failure, Long> failures) {

  public CheckFigures {
    failures = Map.copyOf(failures);
  }
}
