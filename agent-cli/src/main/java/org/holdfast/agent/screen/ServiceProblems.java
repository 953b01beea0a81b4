package org.holdfast.agent.screen;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.holdfast.agent.screen.Problem.Severity;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.net.Plural;

/** Finds the problems of virtual servers, at most three for each. */
final class ServiceProblems {

  private final StatusReport report;
  private final List<Problem> found;

  /**
   * @param found receives the problems
   */
  ServiceProblems(StatusReport report, List<Problem> found) {
    this.report = report;
    this.found = found;
  }

  void find(View view) {
    var table = report.table();
    long unserved =
        report.virtualServers().stream().filter(each -> each.state().equals("not_served")).count();
    if (table != null && !table.error().isEmpty()) {
      found.add(
          new Problem(
              Severity.OUTAGE,
              unserved == 1 ? unserved().name() : "",
              (unserved == 1 ? "" : Plural.of(unserved, "service") + " ")
                  + "not served here: "
                  + table.trouble(),
              100));
    }
    for (var server : report.virtualServers()) {
      if (view.shows(server.name())) {
        find(server, table != null && !table.error().isEmpty());
      }
    }
  }

  private VirtualServerStatus unserved() {
    return report.virtualServers().stream()
        .filter(each -> each.state().equals("not_served"))
        .findFirst()
        .orElseThrow();
  }

  private void find(VirtualServerStatus server, boolean tableIsLost) {
    int all = server.servers().size();
    int down = all - server.serversUp();
    var state = server.state();
    if (state.equals("not_served") && !tableIsLost) {
      var refusal = server.refusals().isEmpty() ? "" : ": " + server.refusals().getFirst();
      add(Severity.OUTAGE, server, "not served here" + refusal, 100);
    } else if (!server.refusals().isEmpty()) {
      add(Severity.FAULT, server, server.refusals().getFirst(), 100);
    }
    if (!server.quorum()) {
      boolean isSorry =
          server.sorryServer() != null && server.tier() == null && !state.equals("not_served");
      boolean isDown = down == all;
      add(
          Severity.OUTAGE,
          server,
          (isDown ? "" : "weight %d of %d: ".formatted(server.weight(), server.needed()))
              + (all == 0 ? "it has no servers" : servers(server, down))
              + (isSorry ? ", the sorry server serves" : ""),
          100);
    } else if (down > 0) {
      add(Severity.WARNING, server, servers(server, down), 100 * down / all);
    }
    findDifferences(server);
  }

  private void add(Severity severity, VirtualServerStatus server, String words, int weight) {
    found.add(new Problem(severity, server.name(), words, weight));
  }

  /** Returns such as {@code 3 of 10 servers down: 2 connection refused, 1 timed out}. */
  private static String servers(VirtualServerStatus server, int down) {
    var reasons = reasons(server);
    int all = server.servers().size();
    if (down == 0) {
      return "0 of " + Plural.of(all, "server") + " down";
    }
    if (down == 1) {
      var one = server.servers().stream().filter(each -> each.state().equals("down")).findFirst();
      return "1 of "
          + Plural.of(all, "server")
          + " down, "
          + one.map(each -> each.name() + ": " + reason(each)).orElse("");
    }
    var words = down + " of " + Plural.of(all, "server") + " down";
    return reasons.size() == 1
        ? words + ", " + reasons.keySet().iterator().next()
        : words
            + ": "
            + reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> reasons(VirtualServerStatus server) {
    var reasons = new LinkedHashMap<String, Integer>();
    for (var each : server.servers()) {
      if (each.state().equals("down")) {
        reasons.merge(reason(each), 1, Integer::sum);
      }
    }
    return reasons;
  }

  /** Returns why a server is down, in the words of its check if that has failed. */
  static String reason(ServerStatus server) {
    var check = server.check();
    if (check != null && check.state().equals("down") && check.result() != null) {
      return check.result();
    }
    var reason = server.reason();
    return reason == null ? "" : reason.replace('_', ' ');
  }

  private void findDifferences(VirtualServerStatus server) {
    if (server.state().equals("not_served")) {
      return;
    }
    var different =
        server.withSorryServer().stream()
            .filter(each -> each.kernel() != null && !each.kernel().asWanted())
            .toList();
    if (!different.isEmpty()) {
      var first = different.getFirst();
      var kernel = first.kernel();
      var error = kernel == null || kernel.error().isEmpty() ? "" : " (" + kernel.error() + ")";
      add(
          Severity.FAULT,
          server,
          "the kernel's table differs at "
              + first.name()
              + error
              + (different.size() == 1 ? "" : " and " + (different.size() - 1) + " more"),
          100);
    }
  }
}
