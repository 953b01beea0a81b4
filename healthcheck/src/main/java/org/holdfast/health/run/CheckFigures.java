package org.holdfast.health.run;

import java.util.Map;
import org.holdfast.health.CheckState;
import org.holdfast.health.Failure;
import org.holdfast.linux.Spans;

/**
 * What is known of a check and has been counted of its runs.
 *
 * @param latency of the runs that said something of the server; of none when it is told, not run
 * @param failures by what was wrong, forgiven ones too
 */
public record CheckFigures(CheckState state, Spans latency, Map<Failure, Long> failures) {

  public CheckFigures {
    failures = Map.copyOf(failures);
  }
}
