package org.holdfast.agent.services;

import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.run.TableStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts one server's connections in the kernel. */
final class ConnectionCounts {

  private static final Logger log = LoggerFactory.getLogger(ConnectionCounts.class);

  private ConnectionCounts() {}

  /**
   * Sums the active and inactive connections of a server over its services.
   *
   * @param keys where the server is in each service
   * @return empty if the server is in none of the table's services
   */
  static OptionalLong sum(TableStatus table, Map<ServiceKey, Destination.Key> keys) {
    var sum = OptionalLong.empty();
    for (var service : table.services()) {
      var key = keys.get(service.key());
      for (var server : service.servers()) {
        if (server.key().equals(key) && server.actual().isPresent()) {
          var found = server.actual().get();
          long here = found.activeConnections() + found.inactiveConnections();
          sum = OptionalLong.of(sum.orElse(0) + here);
        }
      }
    }
    return sum;
  }

  /**
   * Returns {@code counted}, or the number of connections in the kernel's list if {@code counted}
   * is 0. The kernel's counters omit the connections that the sync daemon received while the server
   * was not in the table, as with a cold standby. Reads a long file.
   */
  static OptionalLong listedIfNone(
      IpvsAccess access, OptionalLong counted, Map<ServiceKey, Destination.Key> keys) {
    if (counted.isEmpty() || counted.getAsLong() > 0) {
      return counted;
    }
    try {
      return OptionalLong.of(access.listed(keys));
    } catch (IOException e) {
      log.warn("IPVS: cannot read the list of connections: {}", e.getMessage());
      return counted;
    }
  }
}
