package org.holdfast.agent.snmp.mib;

import java.util.NavigableMap;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.notify.MailConfig;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.ipvs.OnStop;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The group {@code global} of KEEPALIVED-MIB: the agent's settings, and its mail. */
final class GlobalObjects {

  private static final Oid MAIL = Roots.GLOBAL.with(3);
  private static final Oid EMAIL_ENTRY = MAIL.with(5, 1);
  private static final int DNS = 16;
  private static final int UNSET = 3;

  private GlobalObjects() {}

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts, SnmpConfig snmp) {
    var config = facts.config();
    mail(objects, config.notifications().mail());
    var namespace = config.process().netNamespace();
    Row.scalars(objects, Roots.GLOBAL)
        .text(1, "Holdfast v" + facts.version())
        .text(2, config.routerId())
        .yes(4, snmp.traps())
        .integer(5, 1) // links are followed by netlink
        .yes(6, config.ipvs().flushAtStart())
        .yes(7, true) // 64-bit counters
        .text(8, namespace == null ? "" : namespace)
        .yes(9, false) // no DBus
        .yes(10, true) // a link may come and go
        .yes(11, config.ipvs().onStop() == OnStop.FLUSH);
  }

  private static void mail(NavigableMap<Oid, Value> objects, @Nullable MailConfig mail) {
    var row = Row.scalars(objects, MAIL);
    if (mail == null) {
      row.integer(1, 2).address(2, IpAddress.ANY_V4).gauge(3, 0).gauge(6, 0).yes(7, true);
      row.integer(8, UNSET).integer(9, UNSET).integer(10, UNSET);
      return;
    }
    var address = IpAddress.parse(mail.server());
    address.ifPresentOrElse(
        ip -> row.family(1, ip.family()).address(2, ip),
        () -> row.integer(1, DNS).text(2, mail.server()));
    row.gauge(3, mail.timeout().toSeconds())
        .text(4, mail.from())
        .gauge(6, mail.port())
        .yes(7, mail.faults());
    var subjects = mail.subjects();
    boolean vrrp = subjects.contains(Subject.INSTANCES) && subjects.contains(Subject.GROUPS);
    boolean checker = subjects.contains(Subject.VIRTUAL_SERVERS);
    row.integer(8, vrrp && checker ? 1 : UNSET)
        .integer(9, vrrp ? 1 : UNSET)
        .integer(10, checker ? 1 : UNSET);
    for (int i = 0; i < mail.to().size(); i++) {
      Row.of(objects, EMAIL_ENTRY, i + 1).text(2, mail.to().get(i));
    }
  }
}
