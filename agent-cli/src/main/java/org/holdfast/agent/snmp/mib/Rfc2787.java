package org.holdfast.agent.snmp.mib;

import java.util.List;
import java.util.NavigableMap;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.VrrpVersion;

/**
 * VRRP-MIB (RFC 2787): the instances of version 2.
 *
 * <p>Differs: keepalived 2.2.7 shows only the first of them, and no master's address while it is
 * master itself.
 */
final class Rfc2787 {

  static final Oid OPER_ENTRY = Roots.RFC2787.with(1, 3, 1);
  static final int MASTER_ADDRESS = 7;

  private static final Oid OPERATIONS = Roots.RFC2787.with(1);
  private static final Oid ADDRESS_ENTRY = Roots.RFC2787.with(1, 4, 1);
  private static final Oid STATISTICS = Roots.RFC2787.with(2);
  private static final Oid STATISTICS_ENTRY = Roots.RFC2787.with(2, 4, 1);
  private static final int ACTIVE = 1;
  private static final int IP = 1;
  private static final int UP = 1;

  private Rfc2787() {}

  static void add(
      NavigableMap<Oid, Value> objects, MibFacts facts, SnmpConfig snmp, long masterUp) {
    Row.scalars(objects, OPERATIONS).integer(1, 2).yes(2, snmp.traps());
    var rows =
        RouterRow.of(facts).stream()
            .filter(row -> row.config().election().version() == VrrpVersion.V2)
            .toList();
    for (var row : rows) {
      long up = facts.past(row.config().name()).upHundredths();
      router(objects, facts, row, up == 0 ? 0 : Math.max(0, masterUp - up));
    }
    Row.scalars(objects, STATISTICS)
        .put(1, Value.counter(sum(rows, "chk_err")))
        .put(2, Value.counter(sum(rows, "vers_err")))
        .put(3, Value.counter(0)); // the kernel drops packets of unknown virtual routers
  }

  private static long sum(List<RouterRow> rows, String counter) {
    return rows.stream().mapToLong(row -> row.rejected(counter)).sum();
  }

  private static void router(
      NavigableMap<Oid, Value> objects, MibFacts facts, RouterRow router, long startedAt) {
    var config = router.config();
    var status = router.status();
    int index = router.link().index();
    int vrid = config.virtualRouterId();
    var addresses = config.holdings().advertised();
    Row.of(objects, OPER_ENTRY, index, vrid)
        .put(2, Value.octets(router.mac()))
        .integer(3, MibWords.rfcState(status.state()))
        .integer(4, UP)
        .integer(5, status.priority().base())
        .integer(6, addresses.size())
        .put(MASTER_ADDRESS, Value.ipAddress(router.master().toBytes()))
        .put(8, Value.ipAddress(router.source().toBytes()))
        .integer(9, authentication(config.protocol().authentication()))
        .integer(11, config.election().advertisementInterval().toSeconds())
        .yes(12, facts.preempts(config))
        .put(13, Value.ticks(startedAt))
        .integer(14, IP)
        .integer(15, ACTIVE);
    for (var address : addresses) {
      var ip = address.address().toBytes();
      Row.of(
              objects,
              ADDRESS_ENTRY,
              index,
              vrid,
              ip[0] & 0xFF,
              ip[1] & 0xFF,
              ip[2] & 0xFF,
              ip[3] & 0xFF)
          .integer(2, ACTIVE);
    }
    var packets = status.packets();
    Row.of(objects, STATISTICS_ENTRY, index, vrid)
        .put(1, Value.counter(status.history().becameMaster()))
        .put(2, Value.counter(packets.received()))
        .put(3, Value.counter(router.rejected("advert_interval_err")))
        .put(4, Value.counter(router.rejected("auth_failure")))
        .put(5, Value.counter(router.rejected("ip_ttl_err")))
        .put(6, Value.counter(packets.priorityZeroReceived()))
        .put(7, Value.counter(packets.priorityZeroSent()))
        .put(8, Value.counter(router.rejected("invalid_type_rcvd")))
        .put(9, Value.counter(router.addressErrors()))
        .put(10, Value.counter(router.rejected("invalid_authtype")))
        .put(11, Value.counter(router.rejected("authtype_mismatch")))
        .put(12, Value.counter(router.rejected("packet_len_err")));
  }

  private static int authentication(Authentication authentication) {
    return switch (authentication) {
      case Authentication.None _, Authentication.HmacTrailer _ -> 1;
      case Authentication.Password _ -> 2;
      case Authentication.AuthenticationHeader _ -> 3;
    };
  }
}
