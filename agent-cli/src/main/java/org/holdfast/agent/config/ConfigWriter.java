package org.holdfast.agent.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.health.BfdConfig;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.jspecify.annotations.Nullable;

/**
 * Writes a configuration as a file that is read as the same configuration: one writer for each part
 * of the file, as there is one binder. The form is the same however a file was laid out: the
 * table's order, defaults left out, what was inherited where it holds. Comments, anchors and names
 * of included files are gone.
 */
public final class ConfigWriter {

  private final Form form;
  private final String hostName;

  private ConfigWriter(Form form, String hostName) {
    this.form = form;
    this.hostName = hostName;
  }

  /**
   * The file's structure: texts, numbers, truth values, lists and mappings of such. JSON can say it
   * as well as YAML.
   */
  public static Map<String, Object> tree(AgentConfig config, Form form) {
    return tree(config, form, Host.LOCAL.name());
  }

  /** Of a structure, perhaps after a way as JSON, the YAML, which ends with a newline. */
  public static String yaml(Map<String, Object> tree) {
    return YamlWriter.write(tree);
  }

  /**
   * @param hostName which the configuration names where its file names nothing
   */
  static Map<String, Object> tree(AgentConfig config, Form form, String hostName) {
    return new ConfigWriter(form, hostName).root(config).members();
  }

  private Draft root(AgentConfig config) {
    var audience = new Audience(config);
    var checks = new CheckWriter(form, hostName);
    var root =
        Draft.of(Keywords.ROOT, form)
            .put(Keywords.ROUTER_ID, config.routerId(), hostName)
            .section(Keywords.VRRP, new VrrpWriter(form, config, audience, checks).vrrp())
            .section(BfdKeywords.BFD, bfd(config))
            .named(ServerKeywords.VIRTUAL_SERVERS, virtualServers(config, audience, checks))
            .section(IpvsKeywords.IPVS, ipvs(config))
            .section(Keywords.CONTROL, control(config))
            .put(NotificationKeywords.PID_FILE, config.process().pidFile())
            .put(NotificationKeywords.NET_NAMESPACE, config.process().netNamespace());
    if (config.metrics() != null) {
      root.present(MetricsKeywords.METRICS, metrics(config.metrics()));
    }
    var notifications = new NotificationsWriter(form, hostName, audience).write(config);
    return config.notifications().priorityTold().isEmpty()
        ? root.section(NotificationKeywords.NOTIFICATIONS, notifications)
        : root.present(NotificationKeywords.NOTIFICATIONS, notifications);
  }

  private Map<String, Draft> virtualServers(
      AgentConfig config, Audience audience, CheckWriter checks) {
    var drafts = new LinkedHashMap<String, Draft>();
    for (var server : config.virtualServers()) {
      drafts.put(server.name(), new VirtualServerWriter(form, audience, checks, server).write());
    }
    return drafts;
  }

  private Draft bfd(AgentConfig config) {
    var sessions = new LinkedHashMap<String, Draft>();
    config.bfdSessions().forEach(session -> sessions.put(session.name(), session(session)));
    return Draft.under(BfdKeywords.BFD, form).named(BfdKeywords.SESSIONS, sessions);
  }

  private Draft session(BfdConfig session) {
    var draft =
        Draft.under(BfdKeywords.SESSIONS, form)
            .put(BfdKeywords.NEIGHBOUR, session.neighbour())
            .put(BfdKeywords.SOURCE, session.source())
            .put(BfdKeywords.INTERFACE, session.interfaceName())
            .put(BfdKeywords.MIN_RX, session.requiredMinRx())
            .put(BfdKeywords.MIN_TX, session.desiredMinTx())
            .put(BfdKeywords.IDLE_TX, session.idleTx())
            .put(BfdKeywords.MULTIPLIER, session.multiplier())
            .put(BfdKeywords.PASSIVE, session.passive())
            .put(BfdKeywords.MULTIHOP, session.multihop())
            .put(BfdKeywords.TTL, session.ttl());
    return session.multihop() ? draft.put(BfdKeywords.MAX_HOPS, session.mostHops()) : draft;
  }

  private Draft ipvs(AgentConfig config) {
    var ipvs = config.ipvs();
    var timeouts =
        Draft.under(IpvsKeywords.TIMEOUTS, form)
            .put(IpvsKeywords.TCP, ipvs.timeouts().tcp())
            .put(IpvsKeywords.TCP_FIN, ipvs.timeouts().tcpFin())
            .put(IpvsKeywords.UDP, ipvs.timeouts().udp());
    var draft =
        Draft.under(IpvsKeywords.IPVS, form)
            .section(IpvsKeywords.TIMEOUTS, timeouts)
            .put(IpvsKeywords.FLUSH, ipvs.flushAtStart())
            .put(IpvsKeywords.ON_STOP, ipvs.onStop());
    var daemon = ipvs.syncDaemon();
    return daemon == null
        ? draft
        : draft.section(
            IpvsKeywords.SYNC_DAEMON, syncDaemon(daemon, routerId(config, daemon.instance())));
  }

  private Draft syncDaemon(SyncDaemonConfig daemon, int routerId) {
    return Draft.under(IpvsKeywords.SYNC_DAEMON, form)
        .put(IpvsKeywords.SYNC_INTERFACE, daemon.interfaceName())
        .put(IpvsKeywords.SYNC_INSTANCE, daemon.instance())
        .put(IpvsKeywords.SYNC_ID, daemon.syncId(), routerId)
        .put(IpvsKeywords.MOST_BYTES, daemon.mostBytes())
        .put(IpvsKeywords.SYNC_GROUP, daemon.group())
        .put(IpvsKeywords.SYNC_PORT, daemon.port())
        .put(IpvsKeywords.SYNC_TTL, daemon.ttl());
  }

  /** Of the instance of that name; 0 for none. */
  private static int routerId(AgentConfig config, @Nullable String name) {
    for (var instance : config.vrrp().instances()) {
      if (instance.name().equals(name)) {
        return instance.virtualRouterId();
      }
    }
    return 0;
  }

  private Draft control(AgentConfig config) {
    return Draft.under(Keywords.CONTROL, form)
        .put(Keywords.CONTROL_GROUP, config.control().group())
        .put(Keywords.CHANGE_GROUP, config.control().changeGroup());
  }

  private Draft metrics(MetricsConfig metrics) {
    return Draft.under(MetricsKeywords.METRICS, form)
        .put(MetricsKeywords.LISTEN, new EndpointType.Endpoint(metrics.address(), metrics.port()));
  }
}
