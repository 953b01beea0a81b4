package org.holdfast.agent.config.bind;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.PoolNotify;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.ServerConfig;
import org.jspecify.annotations.Nullable;

/** Makes virtual servers, and checks that their parts fit each other. */
public final class VirtualServerBinder {

  private final Report report;
  private final Host host;
  private final Set<String> instances;
  private final ServiceBinder services;
  private final CheckBinder checks;

  /**
   * @param instances the names of all, those with errors too
   */
  VirtualServerBinder(Report report, Host host, Set<String> instances, CheckBinder checks) {
    this.report = report;
    this.host = host;
    this.instances = instances;
    this.services = new ServiceBinder(report);
    this.checks = checks;
  }

  /** Takes a virtual server as it is, which was bound before: its services are its own. */
  public void claim(VirtualServerConfig bound) {
    services.claim(bound);
  }

  /** Lets go of what was read before and is not met again. */
  public void forget() {
    checks.forget();
  }

  /** Null when it has no service, which the report knows; perhaps with errors. */
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
    var sorryFields = fields.find(ServerKeywords.SORRY_SERVER);
    var sorry = servers.sorryServer(sorryFields);
    boolean sorryInhibit = sorryFields != null && sorryFields.get(ServerKeywords.SORRY_INHIBIT);
    checkInstance(fields);
    checkSuspend(fields, keys);
    checkUnused(fields);
    if (report.errors() == errorsBefore && fields.isSound(ServerKeywords.REAL_SERVERS)) {
      checkQuorum(fields, servers.healths());
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
            new PoolConfig(
                name,
                servers.healths(),
                quorum,
                hysteresis(fields, quorum),
                sorry != null,
                sorryInhibit),
            servers.servers(),
            sorry,
            notifications(fields.section(ServerKeywords.POOL_NOTIFY)));
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
          fields.spot(ServerKeywords.STANDBY),
          "cold leaves the table while an instance is not master, and no instance is named; add"
              + " instance");
    }
  }

  private void checkSuspend(Fields fields, Services keys) {
    if (fields.get(ServerKeywords.HA_SUSPEND) && !keys.haveAddress()) {
      report.error(
          fields.spot(ServerKeywords.HA_SUSPEND),
          "a firewall mark has no address that could be on this host or not; remove it");
    }
  }

  /** What holds for servers that do not say otherwise, and all of them do. */
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

  /** The sum of weights must be able to reach what is needed, in every tier. */
  private void checkQuorum(Fields fields, List<ServerConfig> servers) {
    var sums = new TreeMap<Integer, Long>();
    for (var server : servers) {
      if (movesWeight(server)) {
        return; // the sum is not known
      }
      sums.merge(server.tier(), (long) server.weight(), Long::sum);
    }
    var at = fields.spot(ServerKeywords.QUORUM);
    long quorum = fields.number(ServerKeywords.QUORUM);
    long hysteresis = fields.number(ServerKeywords.HYSTERESIS);
    long needed = hysteresis < quorum ? quorum + hysteresis : quorum; // else an error by itself
    for (var tier : sums.entrySet()) {
      long sum = tier.getValue();
      var whose = sums.size() == 1 ? "the weights" : "the weights of tier " + tier.getKey();
      if (sum == 0) {
        report.warning(fields.spot(), whose + " are all 0, so that nothing serves");
      } else if (sum < quorum) {
        report.error(
            at,
            whose
                + " sum up to "
                + sum
                + ", so that a quorum of "
                + quorum
                + " is never reached; lower it or raise them");
      } else if (sum < needed) {
        report.warning(
            fields.spot(ServerKeywords.HYSTERESIS),
            whose
                + " sum up to "
                + sum
                + ", and the quorum is regained at quorum and hysteresis, "
                + needed
                + ": never");
      }
    }
  }

  private static boolean movesWeight(ServerConfig server) {
    for (var use : server.checks()) {
      boolean moves =
          switch (use.spec().probe()) {
            case Probe.Agent _ -> true;
            case Probe.Script script -> script.dynamic();
            case Probe.FileValue file -> file.weight() != 0;
            case Probe.Tcp _,
                Probe.Http _,
                Probe.Smtp _,
                Probe.Dns _,
                Probe.Udp _,
                Probe.Ping _,
                Probe.Bfd _ ->
                false;
          };
      if (moves) {
        return true;
      }
    }
    return false;
  }
}
