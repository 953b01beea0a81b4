package org.holdfast.agent.snmp.mib;

import java.util.Optional;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Traffic;
import org.holdfast.ipvs.run.ServerSum;
import org.holdfast.ipvs.run.TableIndex;
import org.holdfast.ipvs.run.TableStatus;

/** The kernel's counters, summed over the services of a virtual server. */
final class TrafficSums {

  private final TableIndex table;

  TrafficSums(Optional<TableStatus> table) {
    this.table = new TableIndex(table);
  }

  /** Adds the counters of a virtual server, from that column. */
  void service(Row row, VirtualServerConfig server, int column) {
    var sum = Traffic.NONE;
    for (var service : table.services(server.services())) {
      sum = sum.plus(service.traffic());
    }
    row.gauge(column, sum.connections());
    add(row, column + 1, sum);
    wide(row, 38, sum);
  }

  /** Adds the connections and the counters of a server, from that column. */
  void server(Row row, VirtualServerConfig server, Destination destination, int column) {
    var sum = ServerSum.of(table.servers(server.services(), destination));
    var known = sum == null ? ServerSum.NOTHING : sum;
    row.gauge(column, known.traffic().connections())
        .gauge(column + 1, known.activeConnections())
        .gauge(column + 2, known.inactiveConnections())
        .gauge(column + 3, known.persistentConnections());
    add(row, column + 4, known.traffic());
    wide(row, 27, known.traffic());
  }

  private static void add(Row row, int column, Traffic sum) {
    row.put(column, Value.counter(sum.inPackets()))
        .put(column + 1, Value.counter(sum.outPackets()))
        .put(column + 2, Value.counter64(sum.inBytes()))
        .put(column + 3, Value.counter64(sum.outBytes()))
        .gauge(column + 4, sum.connectionsPerSecond())
        .gauge(column + 5, sum.inPacketsPerSecond())
        .gauge(column + 6, sum.outPacketsPerSecond())
        .gauge(column + 7, sum.inBytesPerSecond())
        .gauge(column + 8, sum.outBytesPerSecond());
  }

  /** Adds the 64-bit counters, and the rates as two halves of 32 bits each. */
  private static void wide(Row row, int column, Traffic sum) {
    row.put(column, Value.counter64(sum.connections()))
        .put(column + 1, Value.counter64(sum.inPackets()))
        .put(column + 2, Value.counter64(sum.outPackets()));
    halves(row, column + 3, sum.connectionsPerSecond());
    halves(row, column + 5, sum.inPacketsPerSecond());
    halves(row, column + 7, sum.outPacketsPerSecond());
    halves(row, column + 9, sum.inBytesPerSecond());
    halves(row, column + 11, sum.outBytesPerSecond());
  }

  private static void halves(Row row, int column, long number) {
    row.gauge(column, number).gauge(column + 1, number >>> 32);
  }
}
