package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.EndpointType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;

/** The table's part for metrics. */
public final class MetricsKeywords {

  public static final int PORT = 9650;

  public static final Key<EndpointType.Endpoint> LISTEN =
      Key.standard(
          "listen",
          EndpointType.INSTANCE,
          "127.0.0.1:" + PORT,
          "where; without a port at " + PORT + ". An address that others reach is warned of");
  public static final Key<Fields> METRICS =
      Key.optional(
          "metrics",
          Section.of("metrics", "Metrics for Prometheus, by HTTP at /metrics.", LISTEN).orNothing(),
          "none are served",
          "metrics for Prometheus");

  private MetricsKeywords() {}
}
