package org.holdfast.agent.config.bind;

import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.MetricsKeywords;
import org.jspecify.annotations.Nullable;

/** Makes where metrics are served. */
final class MetricsBinder {

  private final Report report;

  MetricsBinder(Report report) {
    this.report = report;
  }

  /** Null when none are. */
  @Nullable MetricsConfig bind(@Nullable Fields metrics) {
    if (metrics == null) {
      return null;
    }
    var listen = metrics.get(MetricsKeywords.LISTEN);
    if (!listen.address().isLoopback()) {
      report.warning(
          metrics.spot(MetricsKeywords.LISTEN),
          listen.address()
              + " is no loopback address: whoever reaches it reads the metrics, as there is no"
              + " password; let a firewall admit your Prometheus alone");
    }
    return new MetricsConfig(
        listen.address(), listen.port() == 0 ? MetricsKeywords.PORT : listen.port());
  }
}
