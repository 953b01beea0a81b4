package org.holdfast.agent.config.words;

import org.holdfast.agent.config.table.BooleanType;
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
  public static final Key<Boolean> PAGE =
      Key.standard(
          "page",
          BooleanType.INSTANCE,
          "false",
          "whether browsers get a page with the agent's status at / of this port; every host that"
              + " can reach the port can read it");
  public static final Key<Fields> METRICS =
      Key.optional(
          "metrics",
          Section.of(
                  "metrics",
                  "Metrics for Prometheus, over HTTP at /metrics; health for load balancers at"
                      + " /healthz and /readyz; a status page.",
                  LISTEN,
                  PAGE)
              .orNothing(),
          "none",
          "metrics for Prometheus, health for load balancers and a status page, over HTTP");

  private MetricsKeywords() {}
}
