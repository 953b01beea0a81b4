package org.holdfast.agent.config.bind;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.PoolNotify;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.jspecify.annotations.Nullable;

/** Creates virtual servers, and checks combinations of their keys. */
public final class VirtualServerBinder {

  private final Report report;
  private final Host host;
  private final Set<String> instances;
  private final ServiceBinder services;
  private final CheckBinder checks;

  /**
   * @param instances the names of all instances, including those with errors
   */
  VirtualServerBinder(Report report, Host host, Set<String> instances, CheckBinder checks) {
    this.report = report;
    this.host = host;
    this.instances = instances;
    this.services = new ServiceBinder(report);
    this.checks = checks;
  }

  /** Records the owner of the services of a virtual server that was bound earlier. */
  public void claim(VirtualServerConfig bound) {
    services.claim(bound);
  }

  /** Discards the shared values once no further virtual server uses them. */
  public void forget() {
    checks.forget();
  }

  /**
   * Returns the virtual server, which may have errors, or null if it has no service; reports all
   * errors.
   */
  public @Nullable VirtualServerConfig bind(String name, Fields fields) {
    int errorsBefore = report.errors();
    var keys = services.bind(name, fields);
    if (keys == null) {
      return null;
    }
    var servers = new ServerBinder(report, host, checks, fields, keys);
    for (var entry : fields.list(ServerKeywords.REAL_SERVERS)) {
      if (entry.value().isComplete()) {
        servers.bind(entry.value());
      }
    }
    var sorry = servers.sorryServer(fields.find(ServerKeywords.SORRY_SERVER));
    checkInstance(fields);
    checkSuspend(fields, keys);
    checkUnused(fields);
    if (report.errors() == errorsBefore && fields.isSound(ServerKeywords.REAL_SERVERS)) {
      checkQuorum(fields, servers.servers());
    }
    int quorum = fields.number(ServerKeywords.QUORUM);
    var bound =
        new VirtualServerConfig(
            name,
            keys.keys(),
            services.terms(fields, keys),
            fields.find(ServerKeywords.INSTANCE),
            fields.get(ServerKeywords.STANDBY),
            fields.get(ServerKeywords.HA_SUSPEND),
            quorum,
            hysteresis(fields, quorum),
            servers.servers(),
            sorry,
            notifications(fields.section(ServerKeywords.POOL_NOTIFY)),
            fields.find(SnmpKeywords.NAME),
            fields.isGiven(ServiceKeywords.ADDRESSES),
            0);
    new EffectChecks(report).checkWeights(fields, bound);
    return bound;
  }

  private PoolNotify notifications(Fields notify) {
    return new PoolNotify(
        VrrpBinder.optional(notify, ServerKeywords.QUORUM_UP, report, host),
        VrrpBinder.optional(notify, ServerKeywords.QUORUM_DOWN, report, host),
        notify.get(ServerKeywords.ON_STOP),
        notify.find(ServerKeywords.POOL_MAIL));
  }

  private void checkInstance(Fields fields) {
    var instance = fields.find(ServerKeywords.INSTANCE);
    if (instance != null && !instances.contains(instance)) {
      report.error(
          fields.spot(ServerKeywords.INSTANCE),
          "vrrp.instances has no " + ValueType.quote(instance) + Nearest.hint(instance, instances));
    }
    if (!fields.isGiven(ServerKeywords.INSTANCE)
        && fields.get(ServerKeywords.STANDBY) == Standby.COLD) {
      report.error(
          fields.spot(ServerKeywords.STANDBY), "cold needs an instance to follow; add instance");
    }
  }

  private void checkSuspend(Fields fields, Services keys) {
    if (fields.get(ServerKeywords.HA_SUSPEND) && !keys.haveAddress()) {
      report.error(
          fields.spot(ServerKeywords.HA_SUSPEND),
          "has no effect: a firewall mark has no address that could be on this host; remove it");
    }
  }

  /** Warns about a default for the servers that every server overrides. */
  private void checkUnused(Fields fields) {
    if (!fields.isGiven(CheckKeywords.CHECK) || !fields.isSound(CheckKeywords.CHECK)) {
      return;
    }
    var servers = fields.list(ServerKeywords.REAL_SERVERS);
    for (var server : servers) {
      if (!server.value().isGiven(CheckKeywords.CHECK)) {
        return;
      }
    }
    if (!servers.isEmpty()) {
      report.warning(
          fields.spot(CheckKeywords.CHECK),
          "is never run: every real server has a check of its own");
    }
  }

  private int hysteresis(Fields fields, int quorum) {
    int hysteresis = fields.number(ServerKeywords.HYSTERESIS);
    if (hysteresis < quorum) {
      return hysteresis;
    }
    report.error(
        fields.spot(ServerKeywords.HYSTERESIS),
        hysteresis + " (expected: less than the quorum, " + quorum + ")");
    return quorum - 1;
  }

  /** Checks that the sum of the weights can reach the quorum in every tier. */
  private void checkQuorum(Fields fields, List<RealServer> servers) {
    var sums = new TreeMap<Integer, Long>();
    for (var real : servers) {
      var server = real.health();
      if (server.checks().stream().anyMatch(use -> use.spec().probe().movesWeight())) {
        return; // the sum is unknown
      }
      sums.merge(server.tier(), (long) server.weight(), Long::sum);
    }
    var at = fields.spot(ServerKeywords.QUORUM);
    long quorum = fields.number(ServerKeywords.QUORUM);
    long hysteresis = fields.number(ServerKeywords.HYSTERESIS);
    long needed =
        hysteresis < quorum ? quorum + hysteresis : quorum; // otherwise it is already an error
    for (var tier : sums.entrySet()) {
      long sum = tier.getValue();
      var whose = sums.size() == 1 ? "the weights" : "the weights of tier " + tier.getKey();
      if (sum == 0) {
        report.warning(fields.spot(), whose + " are all 0, so no server gets connections");
      } else if (sum < quorum) {
        report.error(
            at,
            whose
                + " add up to "
                + sum
                + ", so a quorum of "
                + quorum
                + " is never reached; lower the quorum or raise the weights");
      } else if (sum < needed) {
        report.warning(
            fields.spot(ServerKeywords.HYSTERESIS),
            whose
                + " add up to "
                + sum
                + ", so a lost quorum is never regained: that takes quorum plus hysteresis, "
                + needed);
      }
    }
  }
}
