package org.holdfast.agent.snmp.mib;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.notify.MailConfig.Subject;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.health.PoolView;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceTerms.Flag;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The group {@code check} of KEEPALIVED-MIB: virtual servers and real servers. */
final class VirtualServerTables {

  static final Oid SERVICE_ENTRY = Roots.CHECKER.with(3, 1);
  static final Oid SERVER_ENTRY = Roots.CHECKER.with(4, 1);
  static final int WEIGHT = 7;

  /** The object of a virtual server's protocol that says UDP. */
  static final int UDP = 2;

  private static final Oid GROUP_ENTRY = Roots.CHECKER.with(1, 1);
  private static final Oid MEMBER_ENTRY = Roots.CHECKER.with(2, 1);
  private static final Oid SYNC_DAEMON = Roots.CHECKER.with(6);
  private static final Oid TIMEOUTS = Roots.CHECKER.with(7);
  private static final int OTHER_SCHEDULER = 99;
  private static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh",
          "twos");

  private final NavigableMap<Oid, Value> objects;
  private final MibFacts facts;
  private final TrafficSums traffic;

  private VirtualServerTables(NavigableMap<Oid, Value> objects, MibFacts facts) {
    this.objects = objects;
    this.facts = facts;
    traffic = new TrafficSums(facts.table());
  }

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var tables = new VirtualServerTables(objects, facts);
    var views = new HashMap<String, PoolView>();
    facts.pools().forEach(view -> views.put(view.name(), view));
    int groups = 0;
    var servers = facts.config().virtualServers();
    for (int i = 0; i < servers.size(); i++) {
      var server = servers.get(i);
      if (server.isGroup()) {
        tables.group(++groups, server);
      }
      var view = views.get(server.name());
      if (view != null) { // otherwise it is being reloaded
        tables.service(i + 1, server, view);
        tables.servers(i + 1, server, view);
      }
    }
    tables.daemon();
    tables.timeouts();
  }

  private void group(int index, VirtualServerConfig server) {
    Row.of(objects, GROUP_ENTRY, index).text(2, server.groupName());
    int member = 0;
    for (var key : server.keys()) {
      var row = Row.of(objects, MEMBER_ENTRY, index, ++member);
      switch (key) {
        case ServiceKey.Mark mark -> row.integer(2, 1).gauge(3, mark.fwmark());
        case ServiceKey.Address address ->
            row.integer(2, 2)
                .family(4, address.family())
                .address(5, address.address())
                .gauge(8, address.port());
      }
    }
  }

  /** Adds what the traps say of a virtual server too: its type and its address, mark or group. */
  static void addIdentity(Row row, VirtualServerConfig server) {
    if (server.isGroup()) {
      row.integer(2, 3).text(3, server.groupName());
      return;
    }
    switch (server.keys().getFirst()) {
      case ServiceKey.Mark mark -> row.integer(2, 1).gauge(4, mark.fwmark());
      case ServiceKey.Address address ->
          row.integer(2, 2)
              .family(5, address.family())
              .address(6, address.address())
              .gauge(7, address.port());
    }
  }

  /** Returns tcp(1), udp(2) or sctp(3); 0 for a firewall mark, which has none. */
  static int protocol(VirtualServerConfig server) {
    for (var key : server.keys()) {
      if (key instanceof ServiceKey.Address address) {
        return switch (address.protocol()) {
          case TCP -> 1;
          case UDP -> UDP;
          case SCTP -> 3;
        };
      }
    }
    return 0;
  }

  private void service(int index, VirtualServerConfig server, PoolView view) {
    var row = Row.of(objects, SERVICE_ENTRY, index);
    addIdentity(row, server);
    row.family(5, server.family());
    if (protocol(server) != 0) {
      row.integer(8, protocol(server));
    }
    var terms = server.terms();
    var reals = server.realServers();
    var persistence = terms.persistence();
    row.integer(9, scheduler(terms.scheduler())).integer(11, 1).yes(13, !persistence.isZero());
    if (!persistence.isZero()) {
      row.gauge(14, persistence.toSeconds());
    }
    if (server.family() == Family.IPV4) {
      row.address(15, IpAddress.v4((int) (-1L << (32 - terms.persistencePrefix()))));
    } else {
      row.gauge(51, terms.persistencePrefix());
    }
    boolean first = terms.flags().contains(Flag.SCHEDULER_1);
    boolean second = terms.flags().contains(Flag.SCHEDULER_2);
    row.yes(17, server.haSuspend())
        .yes(18, reals.stream().anyMatch(CheckFacts::isAlpha))
        .yes(19, server.notifications().onStop())
        .gauge(20, reals.size())
        .gauge(21, view.serversUp())
        .gauge(22, server.quorum())
        .yes(23, view.quorum())
        .command(24, server.notifications().quorumUp())
        .command(25, server.notifications().quorumDown())
        .gauge(26, server.hysteresis())
        .yes(37, terms.flags().contains(Flag.ONE_PACKET))
        .yes(52, false)
        .yes(53, first)
        .yes(54, second)
        .yes(55, terms.flags().contains(Flag.SCHEDULER_3))
        .yes(
            56,
            reals.isEmpty() || !reals.stream().allMatch(real -> real.health().inhibitOnFailure()))
        .integer(60, 1)
        .yes(61, isMailed(Subject.VIRTUAL_SERVERS, server.notifications().mailed()))
        .yes(62, first)
        .yes(63, second)
        .text(71, server.snmpName() == null ? server.name() : server.snmpName());
    traffic.service(row, server, 27);
    if (!reals.isEmpty()) {
      var forwarding = reals.getFirst().destination().forwarding();
      row.integer(10, kind(forwarding));
      tunnel(row, forwarding, 68);
    }
    CheckFacts.ofFirst(reals).addTo(row, 16, 57, 58, 59, 64, 65, 66, 67);
  }

  /** Whether changes would be mailed if there were mail, as keepalived says. */
  private boolean isMailed(Subject subject, @Nullable Boolean own) {
    var mail = facts.config().notifications().mail();
    if (own != null) {
      return own;
    }
    return mail == null ? subject == Subject.SERVERS : mail.subjects().contains(subject);
  }

  private static int scheduler(String name) {
    int index = SCHEDULERS.indexOf(name);
    return index < 0 ? OTHER_SCHEDULER : index + 1;
  }

  /** Returns nat(1), dr(2) or tun(3). */
  private static int kind(Forwarding forwarding) {
    return switch (forwarding) {
      case Forwarding.Nat _ -> 1;
      case Forwarding.DirectRoute _ -> 2;
      case Forwarding.IpIp _, Forwarding.Gue _, Forwarding.Gre _ -> 3;
    };
  }

  /** Adds the tunnel's type, port and checksum in three columns, unless there is no tunnel. */
  private static void tunnel(Row row, Forwarding forwarding, int column) {
    switch (forwarding) {
      case Forwarding.Nat _, Forwarding.DirectRoute _ -> {}
      case Forwarding.IpIp _ -> row.integer(column, 1);
      case Forwarding.Gue(int port, var checksum) ->
          row.integer(column, 2).gauge(column + 1, port).integer(column + 2, number(checksum));
      case Forwarding.Gre(var checksum) ->
          row.integer(column, 3).integer(column + 2, number(checksum));
    }
  }

  /** Returns nocsum(1), csum(2) or remcsum(3). */
  private static int number(Forwarding.TunnelChecksum checksum) {
    return switch (checksum) {
      case NONE -> 1;
      case CHECKSUM -> 2;
      case REMOTE -> 3;
    };
  }

  private void servers(int service, VirtualServerConfig server, PoolView view) {
    int index = 0;
    var sorry = server.sorryServer();
    if (sorry != null) {
      var row = Row.of(objects, SERVER_ENTRY, service, ++index).integer(2, 2);
      destination(row, server, sorry.destination());
      CheckFacts.NONE.addTo(row, 46, 43, 44, 45, 50, 48, 49, 51);
      row.yes(42, false).yes(47, false);
    }
    Map<String, PoolView.Server> states = new HashMap<>();
    view.servers().forEach(state -> states.put(state.name(), state));
    for (var real : server.realServers()) {
      index++;
      var state = states.get(real.name());
      if (state != null) { // otherwise it is being reloaded
        real(Row.of(objects, SERVER_ENTRY, service, index).integer(2, 1), server, real, state);
      }
    }
  }

  private void destination(Row row, VirtualServerConfig server, Destination destination) {
    var there = destination.under(server.keys().getFirst());
    row.family(3, there.address().family())
        .address(4, there.address())
        .gauge(5, there.port())
        .integer(40, kind(there.forwarding()));
    tunnel(row, there.forwarding(), 52);
    traffic.server(row, server, destination, 14);
  }

  private void real(Row row, VirtualServerConfig server, RealServer real, PoolView.Server state) {
    var destination = real.destination();
    destination(row, server, destination);
    row.yes(6, state.up())
        .integer(WEIGHT, facts.weight(server, real))
        .yes(10, !real.health().inhibitOnFailure())
        .command(11, real.notifyUp())
        .command(12, real.notifyDown())
        .gauge(13, CheckFacts.failed(real, facts.checks()))
        .yes(42, CheckFacts.isAlpha(real))
        .yes(47, isMailed(Subject.SERVERS, real.mailed()))
        .text(55, real.snmpName() == null ? real.name() : real.snmpName());
    if (destination.upperThreshold() != 0) {
      row.gauge(8, destination.upperThreshold());
    }
    if (destination.lowerThreshold() != 0) {
      row.gauge(9, destination.lowerThreshold());
    }
    CheckFacts.ofFirst(List.of(real)).addTo(row, 46, 43, 44, 45, 50, 48, 49, 51);
  }

  private void daemon() {
    var daemon = facts.config().ipvs().syncDaemon();
    var row = Row.scalars(objects, SYNC_DAEMON).yes(1, daemon != null);
    if (daemon != null) {
      row.text(2, daemon.interfaceName()).text(3, daemon.instance()).integer(4, daemon.syncId());
      if (daemon.mostBytes() != 0) {
        row.integer(5, daemon.mostBytes());
      }
      if (daemon.port() != 0) {
        row.integer(6, daemon.port());
      }
      if (daemon.ttl() != 0) {
        row.integer(7, daemon.ttl());
      }
      var group = daemon.group();
      if (group != null) {
        row.family(8, group.family()).address(9, group);
      }
    }
  }

  private void timeouts() {
    var timeouts = facts.config().ipvs().timeouts();
    var row = Row.scalars(objects, TIMEOUTS);
    timeout(row, 1, timeouts.tcp());
    timeout(row, 2, timeouts.tcpFin());
    timeout(row, 3, timeouts.udp());
  }

  private static void timeout(Row row, int column, Duration timeout) {
    if (!timeout.isZero()) {
      row.integer(column, timeout.toSeconds());
    }
  }
}
