package org.holdfast.agent.doctor;

import org.holdfast.agent.status.StatusReport;
import org.holdfast.vrrp.io.InstanceStatus;

/** Compares the running agent's view with the kernel's tables. */
final class AgentChecks {

  private AgentChecks() {}

  static void check(Facts facts, Findings findings) {
    facts.agent().ifPresent(report -> check(report, findings));
  }

  private static void check(StatusReport report, Findings findings) {
    findings.look(Check.AGENT);
    report.instances().forEach(instance -> check(instance, findings));
    var table = report.table();
    if (table != null && !table.error().isEmpty()) {
      findings.error(Check.AGENT, "the IPVS table: " + table.error(), "");
    }
    if (table != null && !table.daemonError().isEmpty()) {
      findings.error(Check.AGENT, "connections are not synchronised: " + table.daemonError(), "");
    }
    for (var server : report.virtualServers()) {
      server
          .refusals()
          .forEach(refusal -> findings.error(Check.AGENT, server.name() + ": " + refusal, ""));
    }
  }

  private static void check(InstanceStatus instance, Findings findings) {
    if (!instance.faults().isEmpty()) {
      findings.error(
          Check.AGENT,
          instance.name() + " is in FAULT: " + String.join(", ", instance.faults()),
          "");
    }
    for (var address : instance.addresses()) {
      if (address.wanted() != address.found()) {
        findings.error(
            Check.AGENT,
            "%s %s %s, but the kernel has it %s %s"
                .formatted(
                    instance.name(),
                    address.wanted() ? "holds" : "does not hold",
                    address.address(),
                    address.found() ? "on" : "not on",
                    address.interfaceName()),
            "ip address %s %s dev %s"
                .formatted(
                    address.wanted() ? "add" : "del", address.address(), address.interfaceName()));
      }
    }
  }
}
