package org.holdfast.agent.metrics;

import java.util.List;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.run.ServerReport;
import org.jspecify.annotations.Nullable;

/**
 * A server in the kernel's table, summed over its services.
 *
 * @param weight the server's weight in the first service that contains it; null if none does
 * @param asWanted whether all services contain the server with the wanted settings
 */
record ServerSum(
    @Nullable Double weight,
    boolean asWanted,
    long active,
    long inactive,
    long connections,
    long inBytes,
    long outBytes) {

  private static final ServerSum NOTHING = new ServerSum(null, true, 0, 0, 0, 0, 0);

  /** Sums the reports; null if there are none. */
  static @Nullable ServerSum of(List<ServerReport> reports) {
    if (reports.isEmpty()) {
      return null;
    }
    var sum = NOTHING;
    for (var report : reports) {
      boolean same = report.actual().map(DestinationStatus::destination).equals(report.desired());
      sum = sum.plus(report.actual().orElse(null), same);
    }
    return sum;
  }

  private ServerSum plus(@Nullable DestinationStatus there, boolean same) {
    if (there == null) {
      return new ServerSum(
          weight, asWanted && same, active, inactive, connections, inBytes, outBytes);
    }
    var traffic = there.traffic();
    return new ServerSum(
        weight == null ? Double.valueOf(there.destination().weight()) : weight,
        asWanted && same,
        active + there.activeConnections(),
        inactive + there.inactiveConnections(),
        connections + traffic.connections(),
        inBytes + traffic.inBytes(),
        outBytes + traffic.outBytes());
  }
}
