package org.holdfast.agent.config.bind;

import java.util.EnumSet;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.jspecify.annotations.Nullable;

/** Creates the settings of SNMP. */
final class SnmpBinder {

  private final Report report;

  SnmpBinder(Report report) {
    this.report = report;
  }

  /** Returns null without such a section. */
  @Nullable SnmpConfig bind(@Nullable Fields snmp) {
    if (snmp == null) {
      return null;
    }
    var mibs = EnumSet.noneOf(Mib.class);
    if (snmp.find(SnmpKeywords.MIBS) == null) {
      mibs.addAll(EnumSet.allOf(Mib.class));
    } else {
      snmp.list(SnmpKeywords.MIBS).forEach(entry -> mibs.add(entry.value()));
    }
    if (mibs.isEmpty()) {
      report.warning(
          snmp.spot(),
          "shows nothing without --snmp: mibs is empty (in a keepalived.conf: add"
              + " enable_snmp_vrrp, enable_snmp_checker or enable_snmp_rfc)");
    }
    return new SnmpConfig(snmp.get(SnmpKeywords.SOCKET), mibs, snmp.get(SnmpKeywords.TRAPS));
  }
}
