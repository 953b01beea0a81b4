package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.EndpointType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Section;

/** The keys of the metrics. */
public final class MetricsKeywords {

  public static final int PORT = 9650;

  public static final Key<EndpointType.Endpoint> LISTEN =
      Key.standard(
          "listen",
          EndpointType.INSTANCE,
          "127.0.0.1:" + PORT,
          "the address and the port to listen at; the default port is "
              + PORT
              + ". An address that other hosts can reach causes a warning");
  public static final Key<Fields> METRICS =
      Key.optional(
          "metrics",
          Section.of("metrics", "Metrics for Prometheus, over HTTP at /metrics.", LISTEN)
              .orNothing(),
          "none",
          "metrics for Prometheus, over HTTP");

  private MetricsKeywords() {}
}
