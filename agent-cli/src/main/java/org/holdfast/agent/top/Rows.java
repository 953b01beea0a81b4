package org.holdfast.agent.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;

/** The rows of a report: the instances, then each service before its servers. */
final class Rows {

  private Rows() {}

  /** Returns the rows that the state shows, in its order. */
  static List<Row> of(TopState state) {
    var report = state.report();
    if (report == null) {
      return List.of();
    }
    var rows = new ArrayList<Row>();
    report.instances().stream()
        .map(Row.OfInstance::new)
        .filter(row -> shows(state, row))
        .sorted(state.sorting().comparator())
        .forEach(rows::add);
    services(report)
        .sorted(state.sorting().comparator())
        .forEach(service -> rows.addAll(withServers(state, (Row.OfService) service)));
    return rows;
  }

  private static Stream<Row> services(StatusReport report) {
    return report.virtualServers().stream().map(Row.OfService::new);
  }

  /** A service stays for the sake of its servers, and the servers for that of their service. */
  private static List<Row> withServers(TopState state, Row.OfService row) {
    boolean isNamed = matches(state, row.name());
    var servers =
        servers(row.service())
            .filter(server -> isNamed || matches(state, server.name()))
            .filter(server -> !state.troubleOnly() || server.isTrouble())
            .sorted(state.sorting().comparator())
            .toList();
    if (servers.isEmpty() && !shows(state, row)) {
      return List.of();
    }
    var rows = new ArrayList<Row>();
    rows.add(row);
    rows.addAll(servers);
    return rows;
  }

  private static Stream<Row> servers(VirtualServerStatus service) {
    return service.withSorryServer().stream()
        .map(server -> new Row.OfServer(service.name(), server));
  }

  private static boolean shows(TopState state, Row row) {
    return matches(state, row.name()) && (!state.troubleOnly() || row.isTrouble());
  }

  private static boolean matches(TopState state, String name) {
    return name.toLowerCase(Locale.ROOT).contains(state.filter().toLowerCase(Locale.ROOT));
  }
}
