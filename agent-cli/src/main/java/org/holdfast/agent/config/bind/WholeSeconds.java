package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;

/** Times that the kernel counts in seconds. */
final class WholeSeconds {

  private WholeSeconds() {}

  /** Reports an error if the key's time is not a number of whole seconds. */
  static void check(Report report, Fields fields, Key<Duration> key) {
    var time = fields.find(key);
    if (time != null && !time.truncatedTo(ChronoUnit.SECONDS).equals(time)) {
      report.error(fields.spot(key), "the kernel counts whole seconds (expected: 60s)");
    }
  }
}
