package org.holdfast.agent.doctor;

import org.holdfast.agent.status.Diagnosis;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.vrrp.io.InstanceStatus;

/** Compares the running agent's view with the kernel's tables. */
final class AgentChecks {

  private AgentChecks() {}

  static void check(HostFacts facts, DoctorFindings findings) {
    facts.agent().ifPresent(report -> check(report, findings));
  }

  private static void check(StatusReport report, DoctorFindings findings) {
    findings.look(DoctorCheck.AGENT);
    report.instances().forEach(instance -> check(instance, findings));
    var table = report.table();
    if (table != null && !table.error().isEmpty()) {
      findings.error(DoctorCheck.AGENT, "the IPVS table: " + table.error(), "");
    }
    if (table != null && !table.daemonError().isEmpty()) {
      findings.error(
          DoctorCheck.AGENT, "connections are not synchronised: " + table.daemonError(), "");
    }
    if (table != null && !table.markError().isEmpty()) {
      findings.error(DoctorCheck.AGENT, "packets may lack marks: " + table.markError(), "");
    }
    findings.look(DoctorCheck.SCHEDULING);
    for (var server : report.virtualServers()) {
      Diagnosis.unevenness(server)
          .ifPresent(words ->
              findings.warning(
                  DoctorCheck.SCHEDULING,
                  server.name() + ": " + words,
                  "holdfast explain " + server.name()));
      server
          .refusals()
          .forEach(
              refusal -> findings.error(DoctorCheck.AGENT, server.name() + ": " + refusal, ""));
    }
  }

  private static void check(InstanceStatus instance, DoctorFindings findings) {
    if (!instance.faults().isEmpty()) {
      findings.error(
          DoctorCheck.AGENT,
          instance.name() + " is in FAULT: " + String.join(", ", instance.faults()),
          "");
    }
    for (var address : instance.addresses()) {
      if (address.wanted() != address.found()) {
        findings.error(
            DoctorCheck.AGENT,
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
