package org.holdfast.agent.snmp.mib;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Traps, with the objects that keepalived sends in them, in its order. In the traps of
 * KEEPALIVED-MIB the objects have no index, as in keepalived.
 */
public final class Traps {

  private static final Oid TRAP_OID = Oid.parse("1.3.6.1.6.3.1.1.4.1.0");
  private static final Oid VRRP_TRAPS = Roots.VRRP.with(10, 0);
  private static final Oid CHECKER_TRAPS = Roots.CHECKER.with(5, 0);
  private static final Oid RFC2787_TRAPS = Roots.RFC2787.with(0);
  private static final Oid RFC6527_TRAPS = Roots.RFC6527.with(0);

  /** Scalars in the MIB; keepalived gives them the index of the router, and so do we. */
  private static final Oid PACKET_SOURCE = Roots.RFC2787.with(1, 5);

  private static final Oid ERROR_TYPE = Roots.RFC2787.with(1, 6);
  private static final Oid NO_INDEX = Oid.NONE;

  private final MibFacts facts;
  private final SnmpConfig snmp;
  private final List<List<VarBind>> traps = new ArrayList<>();

  private Traps(MibFacts facts, SnmpConfig snmp) {
    this.facts = facts;
    this.snmp = snmp;
  }

  /** Returns the traps that report the change, each as the objects of a Notify. */
  public static List<List<VarBind>> of(TrapNews news, MibFacts facts, SnmpConfig snmp) {
    var made = new Traps(facts, snmp);
    if (snmp.traps()) {
      made.add(news);
    }
    return List.copyOf(made.traps);
  }

  private void add(TrapNews news) {
    switch (news) {
      case TrapNews.InstanceMoved moved -> {
        instance(moved);
        if (moved.state() == MibWords.MASTER) {
          newMaster(moved);
        }
      }
      case TrapNews.GroupMoved(String group, int state) -> {
        if (snmp.mibs().contains(Mib.VRRP)) {
          var entry = InstanceTables.GROUP_ENTRY;
          trap(
              VRRP_TRAPS.with(1),
              new VarBind(entry.with(2), Value.text(group)),
              new VarBind(entry.with(3), Value.integer(state)),
              routerId());
        }
      }
      case TrapNews.AuthenticationFailed(String instance, IpAddress source, int error) -> {
        var row = row(instance);
        if (snmp.mibs().contains(Mib.RFC2787) && row != null && source.family() == Family.IPV4) {
          int link = row.link().index();
          int id = row.config().virtualRouterId();
          trap(
              RFC2787_TRAPS.with(2),
              new VarBind(PACKET_SOURCE.with(link, id), Value.ipAddress(source.toBytes())),
              new VarBind(ERROR_TYPE.with(link, id), Value.integer(error)));
        }
      }
      case TrapNews.ProtocolError(String instance, int reason) -> {
        var row = row(instance);
        if (snmp.mibs().contains(Mib.RFC6527) && row != null) {
          trap(
              RFC6527_TRAPS.with(2),
              new VarBind(
                  Rfc6527.STATISTICS_ENTRY.with(Rfc6527.ERROR_REASON).with(Rfc6527.index(row)),
                  Value.integer(reason)));
        }
      }
      case TrapNews.ServerTurned turned -> server(turned);
      case TrapNews.QuorumTurned turned -> quorum(turned);
    }
  }

  private void instance(TrapNews.InstanceMoved moved) {
    if (!snmp.mibs().contains(Mib.VRRP)) {
      return;
    }
    int initial = MibWords.BACKUP;
    for (var instance : facts.config().vrrp().instances()) {
      if (instance.name().equals(moved.instance())) {
        initial = InstanceTables.initialState(instance);
      }
    }
    var entry = InstanceTables.INSTANCE_ENTRY;
    trap(
        VRRP_TRAPS.with(2),
        new VarBind(entry.with(InstanceTables.NAME), Value.text(moved.instance())),
        new VarBind(entry.with(InstanceTables.STATE), Value.integer(moved.state())),
        new VarBind(entry.with(InstanceTables.INITIAL_STATE), Value.integer(initial)),
        routerId());
  }

  private void newMaster(TrapNews.InstanceMoved moved) {
    var row = row(moved.instance());
    if (row == null) {
      return;
    }
    var source = row.source();
    if (snmp.mibs().contains(Mib.RFC2787) && row.config().election().version() == VrrpVersion.V2) {
      trap(
          RFC2787_TRAPS.with(1),
          new VarBind(
              Rfc2787.OPER_ENTRY.with(
                  Rfc2787.MASTER_ADDRESS, row.link().index(), row.config().virtualRouterId()),
              Value.ipAddress(source.toBytes())));
    }
    if (snmp.mibs().contains(Mib.RFC6527)) {
      var index = Rfc6527.index(row);
      trap(
          RFC6527_TRAPS.with(1),
          new VarBind(
              Rfc6527.OPERATIONS_ENTRY.with(Rfc6527.MASTER_ADDRESS).with(index),
              Value.octets(source.toBytes())),
          new VarBind(
              Rfc6527.STATISTICS_ENTRY.with(Rfc6527.MASTER_REASON).with(index),
              Value.integer(moved.masterReason())));
    }
  }

  private @Nullable RouterRow row(String instance) {
    for (var row : RouterRow.of(facts)) {
      if (row.config().name().equals(instance)) {
        return row;
      }
    }
    return null;
  }

  private void server(TrapNews.ServerTurned turned) {
    var service = service(turned.service());
    var real = service == null ? null : service.realServer(turned.server());
    if (service == null || real == null || !snmp.mibs().contains(Mib.CHECKER)) {
      return;
    }
    var there = real.destination().under(service.keys().getFirst());
    var objects = new TreeMap<Oid, Value>();
    Row.of(objects, VirtualServerTables.SERVER_ENTRY, NO_INDEX)
        .family(3, there.address().family())
        .address(4, there.address())
        .gauge(5, there.port())
        .yes(6, turned.up());
    var binds = new ArrayList<VarBind>();
    binds.addAll(binds(objects));
    binds.addAll(identity(service));
    binds.addAll(counts(service));
    trap(CHECKER_TRAPS.with(1), binds);
  }

  private void quorum(TrapNews.QuorumTurned turned) {
    var service = service(turned.service());
    if (service == null || !snmp.mibs().contains(Mib.CHECKER)) {
      return;
    }
    var entry = VirtualServerTables.SERVICE_ENTRY;
    var binds = new ArrayList<>(identity(service));
    binds.add(new VarBind(entry.with(23), Value.integer(turned.met() ? 1 : 2)));
    binds.add(new VarBind(entry.with(22), Value.gauge(service.quorum())));
    binds.addAll(counts(service));
    trap(CHECKER_TRAPS.with(2), binds);
  }

  private @Nullable VirtualServerConfig service(String name) {
    for (var service : facts.config().virtualServers()) {
      if (service.name().equals(name)) {
        return service;
      }
    }
    return null;
  }

  /**
   * Returns the type, the address, mark or group, and the protocol of a virtual server. A firewall
   * mark has no protocol; as in keepalived's traps, and unlike in its tables, it is then UDP.
   */
  private static List<VarBind> identity(VirtualServerConfig service) {
    var objects = new TreeMap<Oid, Value>();
    var row = Row.of(objects, VirtualServerTables.SERVICE_ENTRY, NO_INDEX);
    VirtualServerTables.addIdentity(row, service);
    int protocol = VirtualServerTables.protocol(service);
    row.integer(8, protocol == 0 ? VirtualServerTables.UDP : protocol);
    return binds(objects);
  }

  private List<VarBind> counts(VirtualServerConfig service) {
    long up = 0;
    for (var view : facts.pools()) {
      up = view.name().equals(service.name()) ? view.serversUp() : up;
    }
    var entry = VirtualServerTables.SERVICE_ENTRY;
    return List.of(
        new VarBind(entry.with(21), Value.gauge(up)),
        new VarBind(entry.with(20), Value.gauge(service.realServers().size())),
        routerId());
  }

  private static List<VarBind> binds(NavigableMap<Oid, Value> objects) {
    var binds = new ArrayList<VarBind>();
    objects.forEach((name, value) -> binds.add(new VarBind(name, value)));
    return binds;
  }

  private VarBind routerId() {
    return new VarBind(Roots.ROUTER_ID, Value.text(facts.config().routerId()));
  }

  private void trap(Oid trap, VarBind... binds) {
    trap(trap, List.of(binds));
  }

  private void trap(Oid trap, List<VarBind> binds) {
    var all = new ArrayList<VarBind>();
    all.add(new VarBind(TRAP_OID, new Value.Name(trap)));
    all.addAll(binds);
    traps.add(List.copyOf(all));
  }
}
