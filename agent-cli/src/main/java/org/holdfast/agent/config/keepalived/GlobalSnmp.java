package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.SnmpKeywords;

/** The keywords of {@code global_defs} for SNMP. */
final class GlobalSnmp {

  private static final KeyPath<?> SOCKET = SnmpKeywords.SNMP.then(SnmpKeywords.SOCKET);
  private static final KeyPath<?> MIBS = SnmpKeywords.SNMP.then(SnmpKeywords.MIBS);
  private static final KeyPath<?> TRAPS = SnmpKeywords.SNMP.then(SnmpKeywords.TRAPS);

  private GlobalSnmp() {}

  static Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .carry(
            SOCKET,
            "snmp_socket",
            (translation, s) -> {
              if (MasterSocket.isUdp(s.word(1))) {
                translation.notCarried(s, MasterSocket.NO_UDP);
              } else {
                translation.out().put(SOCKET, translation.text(s));
              }
              show(translation, s);
            })
        .carry(
            MIBS,
            "enable_snmp_vrrp enable_snmp_keepalived",
            (translation, s) -> show(translation, s, SnmpKeywords.VRRP))
        .carry(
            MIBS,
            "enable_snmp_checker",
            (translation, s) -> show(translation, s, SnmpKeywords.CHECKER))
        .carry(
            MIBS,
            "enable_snmp_rfc",
            (translation, s) -> show(translation, s, SnmpKeywords.RFC2787, SnmpKeywords.RFC6527))
        .carry(
            MIBS,
            "enable_snmp_rfcv2",
            (translation, s) -> show(translation, s, SnmpKeywords.RFC2787))
        .carry(
            MIBS,
            "enable_snmp_rfcv3",
            (translation, s) -> show(translation, s, SnmpKeywords.RFC6527))
        .carry(
            TRAPS,
            "enable_traps",
            (translation, s) -> {
              translation.out().put(TRAPS, s.place(), "true");
              show(translation, s);
            })
        .keep(
            "nothing: the kernel's counters are at most two seconds old",
            "snmp_vs_stats_update_interval snmp_rs_stats_update_interval");
  }

  /** Adds to what is shown. Without any of the words nothing is, unlike without the key. */
  private static void show(BlockTranslation translation, Statement s, String... mibs) {
    var out = translation.out();
    if (!out.has(MIBS)) {
      out.put(MIBS, new Items(s.place(), List.of()));
    }
    for (var mib : mibs) {
      boolean known =
          out.items(MIBS).stream()
              .anyMatch(item -> item instanceof Text text && text.text().equals(mib));
      if (!known) {
        out.add(MIBS, new Text(s.place(), mib));
      }
    }
  }
}
