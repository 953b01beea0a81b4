package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.health.CheckTiming;

/** Creates the schedules of checks. */
final class TimingBinder {

  /**
   * The timing of checks whose changes are reported to the agent: no schedule, and the first result
   * counts.
   */
  private static final CheckTiming UNSCHEDULED =
      new CheckTiming(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          0,
          Duration.ZERO,
          1,
          null,
          Duration.ZERO,
          0);

  private final Report report;
  private final Map<CheckTiming, CheckTiming> known = new HashMap<>();

  TimingBinder(Report report) {
    this.report = report;
  }

  /**
   * Returns the timing of {@code check}, whose missing values come from its server and its virtual
   * server. Equal timings are one object: most servers have the same, and there may be tens of
   * thousands of them.
   */
  CheckTiming bind(Fields check, CheckKind kind) {
    if (kind.isReported()) {
      for (var key : TimingKeywords.ALL) {
        if (check.isGiven(key)) {
          report.error(
              check.spot(key),
              "has no effect: a "
                  + kind.key()
                  + " check has no schedule, because changes are reported at once; remove it");
        }
      }
      return UNSCHEDULED;
    }
    var interval = check.get(TimingKeywords.INTERVAL);
    var retries = check.find(TimingKeywords.RETRIES);
    var warmup = check.find(TimingKeywords.WARMUP);
    var timing =
        new CheckTiming(
            interval,
            check.get(TimingKeywords.TIMEOUT),
            retries == null ? kind.retries() : retries.intValue(),
            check.get(TimingKeywords.RETRY_DELAY),
            check.number(TimingKeywords.RISE),
            check.find(TimingKeywords.FAST_INTERVAL),
            warmup == null ? interval : warmup,
            check.number(TimingKeywords.JITTER));
    return known.computeIfAbsent(timing, same -> same);
  }

  /** Discards the known timings once no further check is bound. */
  void forget() {
    known.clear();
  }
}
