package org.holdfast.agent.config.bind;

import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.config.DumpConfig;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.BusKeywords;
import org.holdfast.agent.config.words.DumpKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.IpvsKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.LogKeywords;
import org.holdfast.agent.config.words.MetricsKeywords;
import org.holdfast.agent.config.words.NotificationKeywords;
import org.holdfast.agent.config.words.ProcessKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.holdfast.agent.config.words.StaticKeywords;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/** Builds the {@link AgentConfig} from the parsed values, with one binder per section. */
public final class AgentBinder {

  private final Report report;
  private final Host host;

  public AgentBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
  }

  /** Returns the configuration, or null if an error prevents building one. */
  public @Nullable AgentConfig bind(Fields root) {
    return bind(root, VirtualServerSource.of(root.map(ServerKeywords.VIRTUAL_SERVERS)));
  }

  /** Like {@link #bind(Fields)}, with virtual servers from another source. */
  public @Nullable AgentConfig bind(Fields root, VirtualServerSource virtualServers) {
    var vrrp = root.section(Keywords.VRRP);
    if (virtualServers.isEmpty()
        && !vrrp.isGiven(InstanceKeywords.INSTANCES)
        && !vrrp.isGiven(StaticKeywords.STATIC)) {
      if (root.isSound(ServerKeywords.VIRTUAL_SERVERS) && root.isSound(Keywords.VRRP)) {
        report.error(
            vrrp.spot(), "configures nothing (expected: vrrp.instances, virtual-servers or both)");
      }
      return null;
    }
    var instances = vrrp.map(InstanceKeywords.INSTANCES);
    var sessions = root.section(BfdKeywords.BFD).map(BfdKeywords.SESSIONS);
    var definitions = TrackDefinitions.of(vrrp).with(TrackKind.BFD, sessions.keySet());
    var bfd = new BfdBinder(report, sessions);
    var things = new TrackedThingsBinder(report, host);
    var checks = new CheckBinder(report, host, definitions);
    var binder = new VirtualServerBinder(report, host, instances.keySet(), checks);
    var servers = virtualServers.bind(binder);
    var tracked = new TrackedChecks(report, checks);
    var routerId = root.find(Keywords.ROUTER_ID);
    var ipvs = root.section(IpvsKeywords.IPVS);
    var daemon = ipvs.find(IpvsKeywords.SYNC_DAEMON);
    var boundVrrp =
        new VrrpBinder(
                report,
                host,
                definitions.with(TrackKind.VIRTUAL_SERVER, virtualServers.names()),
                tracked,
                things,
                waitsForTable(servers, daemon))
            .bind(vrrp, bfd);
    new EffectChecks(report).checkAcceptance(instances, boundVrrp, servers);
    // An address with an error is held by no instance. Differs: keepalived does not warn.
    if (report.errors() == 0 && !virtualServers.areTranslated()) {
      new EffectChecks(report)
          .checkHeld(
              boundVrrp,
              servers,
              root.map(ServerKeywords.VIRTUAL_SERVERS),
              vrrp.spot(),
              root.isGiven(NotificationKeywords.NET_NAMESPACE) ? () -> null : host::addresses);
    }
    if (daemon != null) {
      new EffectChecks(report).checkSynchronisation(daemon, servers);
    }
    return new AgentConfig(
        routerId == null ? host.name() : routerId,
        boundVrrp,
        bfd.bind(),
        servers,
        new IpvsBinder(report, instances).bind(ipvs),
        tracked.of(boundVrrp.instances()),
        things.files(vrrp),
        things.processes(vrrp),
        control(root.section(Keywords.CONTROL)),
        new MetricsBinder(report).bind(root.find(MetricsKeywords.METRICS)),
        dumps(root.find(DumpKeywords.DUMPS)),
        new SnmpBinder(report).bind(root.find(SnmpKeywords.SNMP)),
        dbus(root.find(BusKeywords.DBUS)),
        new NotificationsBinder(report, host).bind(root.find(NotificationKeywords.NOTIFICATIONS)),
        new ProcessConfig(
            root.find(NotificationKeywords.PID_FILE),
            root.find(NotificationKeywords.NET_NAMESPACE),
            ipvs.find(IpvsKeywords.IPVS_NAMESPACE),
            new ProcessBinder(report, host).bind(root.section(ProcessKeywords.PROCESS)),
            root.section(LogKeywords.LOG).get(LogKeywords.FORMAT)));
  }

  /**
   * Returns whether the addresses of an instance wait for the IPVS table: for the services and the
   * sync daemon that follow it, and after a start for those that follow no instance.
   */
  private static Predicate<String> waitsForTable(
      List<VirtualServerConfig> servers, @Nullable Fields daemon) {
    var followed = new HashSet<String>();
    boolean isAny = false;
    for (var server : servers) {
      var instance = server.instance();
      if (instance == null) {
        isAny = true;
      } else {
        followed.add(instance);
      }
    }
    var ofDaemon = daemon == null ? null : daemon.find(IpvsKeywords.SYNC_INSTANCE);
    if (ofDaemon != null) {
      followed.add(ofDaemon);
    }
    return isAny ? _ -> true : followed::contains;
  }

  private static @Nullable DumpConfig dumps(@Nullable Fields dumps) {
    return dumps == null
        ? null
        : new DumpConfig(
            dumps.get(DumpKeywords.DATA),
            dumps.get(DumpKeywords.STATISTICS),
            dumps.get(DumpKeywords.JSON),
            dumps.get(DumpKeywords.JSON_VERSION).intValue());
  }

  private static @Nullable BusConfig dbus(@Nullable Fields dbus) {
    return dbus == null
        ? null
        : new BusConfig(
            dbus.get(BusKeywords.SERVICE_NAME), dbus.get(BusKeywords.NO_INTERFACE_NAME));
  }

  private static ControlAccess control(Fields control) {
    return new ControlAccess(
        control.get(Keywords.CONTROL_GROUP), control.find(Keywords.CHANGE_GROUP));
  }
}
