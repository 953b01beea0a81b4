package org.holdfast.agent.metrics;

import java.util.List;
import org.holdfast.ipvs.run.ServerReport;
import org.holdfast.ipvs.run.ServerSum;
import org.jspecify.annotations.Nullable;

/**
 * What the metrics show of a {@link ServerSum}, without the rest of it, because there may be 40,000
 * servers.
 *
 * @param weight null if no service contains the server
 */
record KernelFigures(
    @Nullable Double weight,
    boolean asWanted,
    long active,
    long inactive,
    long connections,
    long inBytes,
    long outBytes) {

  /** Returns the figures of one server from its reports; null if the list is empty. */
  static @Nullable KernelFigures of(List<ServerReport> reports) {
    var sum = ServerSum.of(reports);
    if (sum == null) {
      return null;
    }
    return new KernelFigures(
        sum.services() == 0 ? null : Double.valueOf(sum.weight()),
        sum.asWanted(),
        sum.activeConnections(),
        sum.inactiveConnections(),
        sum.traffic().connections(),
        sum.traffic().inBytes(),
        sum.traffic().outBytes());
  }
}
