package org.holdfast.health.run;

import java.util.Map;
import org.holdfast.health.CheckState;
import org.holdfast.health.Failure;
import org.holdfast.time.Spans;

/**
 * The state of a check and the counts of its runs.
 *
 * @param latency durations of the runs with a result about the server; empty when results are
 *     reported from outside
 * @param failures counts by kind, including forgiven failures
 */
public record CheckFigures(CheckState state, Spans latency, Map<Failure, Long> failures) {

  public CheckFigures {
    failures = Map.copyOf(failures);
  }
}
