package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.MetricsKeywords;
import org.jspecify.annotations.Nullable;

/** Creates the address and port of the metrics. */
final class MetricsBinder {

  private final Report report;

  MetricsBinder(Report report) {
    this.report = report;
  }

  /** Returns null if no metrics are served. */
  @Nullable MetricsConfig bind(@Nullable Fields metrics) {
    if (metrics == null) {
      return null;
    }
    var listen = metrics.get(MetricsKeywords.LISTEN);
    boolean page = metrics.get(MetricsKeywords.PAGE);
    if (!listen.address().isLoopback()) {
      report.warning(
          metrics.spot(MetricsKeywords.LISTEN),
          listen.address()
              + " is not a loopback address: every host that can reach it can read the metrics"
              + (page ? " and the status page," : ",")
              + " because there is no password; let a firewall admit only the hosts that need it");
    }
    return new MetricsConfig(
        listen.address(), listen.port() == 0 ? MetricsKeywords.PORT : listen.port(), page);
  }
}
