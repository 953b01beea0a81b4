package org.holdfast.agent.config;

/** The table's part for metrics. */
final class MetricsKeywords {

  static final int PORT = 9650;

  static final Key<EndpointType.Endpoint> LISTEN =
      Key.standard(
          "listen",
          EndpointType.INSTANCE,
          "127.0.0.1:" + PORT,
          "",
          "where; without a port at " + PORT + ". An address that others reach is warned of");
  static final Key<Fields> METRICS =
      Key.optional(
          "metrics",
          Section.of("metrics", "Metrics for Prometheus, by HTTP at /metrics.", LISTEN).orNothing(),
          "none are served",
          "",
          "metrics for Prometheus");

  private MetricsKeywords() {}
}
