package org.holdfast.ipvs.run;

import java.util.List;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * A server in the kernel's table, summed over its services.
 *
 * @param services the number of services that contain the server
 * @param weight the server's weight in the first of them; 0 if none does
 * @param asWanted whether all services contain the server with the wanted settings
 * @param activeConnections established connections
 * @param inactiveConnections connections in any other state
 * @param persistentConnections clients that stay with this server
 * @param error why the kernel refused the server, the first reason; empty when the kernel did not
 */
public record ServerSum(
    int services,
    int weight,
    boolean asWanted,
    long activeConnections,
    long inactiveConnections,
    long persistentConnections,
    Traffic traffic,
    String error) {

  /** A server that no service contains. */
  public static final ServerSum NOTHING = new ServerSum(0, 0, true, 0, 0, 0, Traffic.NONE, "");

  /** Sums the reports of one server, one for each service. Returns null for an empty list. */
  public static @Nullable ServerSum of(List<ServerReport> reports) {
    if (reports.isEmpty()) {
      return null;
    }
    var sum = NOTHING;
    for (var report : reports) {
      sum = sum.plus(report, report.actual().orElse(null));
    }
    return sum;
  }

  private ServerSum plus(ServerReport report, @Nullable DestinationStatus there) {
    boolean allAsWanted = asWanted && report.isAsWanted();
    var why = error.isEmpty() ? report.lastError() : error;
    if (there == null) {
      return new ServerSum(
          services,
          weight,
          allAsWanted,
          activeConnections,
          inactiveConnections,
          persistentConnections,
          traffic,
          why);
    }
    return new ServerSum(
        services + 1,
        services == 0 ? there.destination().weight() : weight,
        allAsWanted,
        activeConnections + there.activeConnections(),
        inactiveConnections + there.inactiveConnections(),
        persistentConnections + there.persistentConnections(),
        traffic.plus(there.traffic()),
        why);
  }
}
