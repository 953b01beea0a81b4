package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/** The problems in a report that an operator should inspect first, one line each. */
public final class Warnings {

  private static final int MOST_LINES = 20;

  private final List<String> lines = new ArrayList<>();

  private Warnings() {}

  /** Returns the lines, at most 20 and their number; empty if there are no problems. */
  static List<String> of(StatusReport report) {
    return few(all(report));
  }

  /** Returns every line; empty if there are no problems. */
  public static List<String> all(StatusReport report) {
    var warnings = new Warnings();
    if (report.refusedReload() != null) {
      warnings.lines.add(report.refusedReload().words());
    }
    report.instances().forEach(warnings::look);
    var table = report.table();
    if (table != null && !table.error().isEmpty()) {
      warnings.lines.add("ipvs: the table is not kept: " + table.error());
    }
    if (table != null && !table.daemonError().isEmpty()) {
      warnings.lines.add(
          "ipvs: connections are not synchronised as configured: " + table.daemonError());
    }
    report.virtualServers().forEach(warnings::look);
    report.bfdSessions().stream()
        .filter(session -> session.state().equals("Down"))
        .forEach(session -> warnings.lines.add("bfd " + session.name() + " is down"));
    return warnings.lines;
  }

  private static List<String> few(List<String> lines) {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    var few = new ArrayList<>(lines.subList(0, MOST_LINES));
    few.add("and " + (lines.size() - MOST_LINES) + " more");
    return few;
  }

  private void look(InstanceStatus instance) {
    var name = instance.name();
    if (instance.state() == VrrpState.FAULT) {
      lines.add(name + " is at fault: " + String.join("; ", instance.faults()));
    }
    var rival = instance.master();
    if (instance.state() == VrrpState.MASTER && rival != null) {
      lines.add(name + " has two masters: " + rival.source() + " is one too");
    }
    for (var address : instance.addresses()) {
      if (address.wanted() != address.found()) {
        lines.add(
            name
                + ": "
                + address.address()
                + (address.wanted() ? " is missing on " : " is not wanted, but present on ")
                + address.interfaceName());
      }
    }
    for (var object : instance.objects()) {
      if (object.wanted() != object.found()) {
        lines.add(
            "%s: %s %s %s"
                .formatted(
                    name,
                    object.kind(),
                    object.object(),
                    object.wanted() ? "is missing" : "is not wanted, but present"));
      }
    }
  }

  private void look(VirtualServerStatus server) {
    if (!server.quorum()) {
      lines.add(
          server.name() + " is down: weight " + server.weight() + ", needs " + server.needed());
    }
    server.refusals().forEach(refusal -> lines.add(server.name() + ": " + refusal));
    server.servers().forEach(real -> look(server, real));
    if (server.sorryServer() != null) {
      look(server, server.sorryServer());
    }
  }

  private void look(VirtualServerStatus server, ServerStatus real) {
    var name = server.name() + " server " + real.name();
    if (real.state().equals("down")) {
      lines.add(name + " is down" + (real.why().isEmpty() ? "" : ": " + real.why()));
    }
    var kernel = real.kernel();
    if (kernel != null && !kernel.asWanted()) {
      lines.add(
          name
              + ": the kernel's table differs"
              + (kernel.error().isEmpty() ? "" : ": " + kernel.error()));
    }
  }
}
