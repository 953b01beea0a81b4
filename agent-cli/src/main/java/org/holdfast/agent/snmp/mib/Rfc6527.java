package org.holdfast.agent.snmp.mib;

import java.util.List;
import java.util.NavigableMap;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.VrrpState;

/** VRRPV3-MIB (RFC 6527): the instances of both versions, as in keepalived. */
final class Rfc6527 {

  static final Oid OPERATIONS_ENTRY = Roots.RFC6527.with(1, 1, 1, 1);
  static final Oid STATISTICS_ENTRY = Roots.RFC6527.with(1, 2, 5, 1);
  static final int MASTER_ADDRESS = 3;
  static final int MASTER_REASON = 2;
  static final int ERROR_REASON = 6;

  private static final Oid ADDRESS_ENTRY = Roots.RFC6527.with(1, 1, 2, 1);
  private static final Oid STATISTICS = Roots.RFC6527.with(1, 2);
  private static final int ACTIVE = 1;

  private Rfc6527() {}

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var rows = RouterRow.of(facts);
    for (var row : rows) {
      router(objects, row, facts);
    }
    Row.scalars(objects, STATISTICS)
        .put(1, Value.counter64(sum(rows, "chk_err")))
        .put(2, Value.counter64(sum(rows, "vers_err")))
        .put(3, Value.counter64(0)) // the kernel drops packets of unknown virtual routers
        .put(4, Value.ticks(0));
  }

  /** Returns the index of a router's rows. */
  static Oid index(RouterRow router) {
    return Oid.of(
        router.link().index(), router.config().virtualRouterId(), MibWords.family(router.family()));
  }

  private static long sum(List<RouterRow> rows, String counter) {
    return rows.stream().mapToLong(row -> row.rejected(counter)).sum();
  }

  private static void router(NavigableMap<Oid, Value> objects, RouterRow router, MibFacts facts) {
    var config = router.config();
    var status = router.status();
    var past = facts.past(config.name());
    var index = index(router);
    var addresses = config.holdings().advertised();
    var interval = config.election().advertisementInterval();
    Row.of(objects, OPERATIONS_ENTRY, index)
        .address(MASTER_ADDRESS, router.master())
        .address(4, router.source())
        .put(5, Value.octets(router.mac()))
        .integer(6, MibWords.rfcState(status.state()))
        .gauge(7, status.priority().base())
        .integer(8, addresses.size())
        .integer(9, interval.toMillis() / 10)
        .yes(10, facts.preempts(config))
        .yes(11, config.holdings().accepting())
        .put(12, Value.ticks(past.upHundredths()))
        .integer(13, ACTIVE);
    for (var address : addresses) {
      Row.of(objects, ADDRESS_ENTRY, index.with(numbers(address.address()))).integer(2, ACTIVE);
    }
    var packets = status.packets();
    Row.of(objects, STATISTICS_ENTRY, index)
        .put(1, Value.counter(status.history().becameMaster()))
        .integer(MASTER_REASON, status.state() == VrrpState.MASTER ? past.masterReason() : 0)
        .put(3, Value.counter64(packets.received()))
        .put(4, Value.counter64(router.rejected("advert_interval_err")))
        .put(5, Value.counter64(router.rejected("ip_ttl_err")))
        .integer(ERROR_REASON, past.errorReason())
        .put(7, Value.counter64(packets.priorityZeroReceived()))
        .put(8, Value.counter64(packets.priorityZeroSent()))
        .put(9, Value.counter64(router.rejected("invalid_type_rcvd")))
        .put(10, Value.counter64(router.addressErrors()))
        .put(11, Value.counter64(router.rejected("packet_len_err")))
        .put(12, Value.ticks(0))
        .gauge(13, interval.toMillis());
  }

  /**
   * Returns the address as the end of a name: its bytes. Differs from SMIv2, which puts their count
   * before them, as keepalived does.
   */
  private static int[] numbers(IpAddress address) {
    var bytes = address.toBytes();
    var numbers = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      numbers[i] = bytes[i] & 0xFF;
    }
    return numbers;
  }
}
