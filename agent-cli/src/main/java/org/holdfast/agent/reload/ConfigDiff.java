package org.holdfast.agent.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.NamedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.io.Succession;

/**
 * What a reload would change, a line each for a person: {@code + instance VI_2}, {@code - virtual
 * server web}, {@code ~ instance VI_1: priority 100 → 150}. Secrets are not shown.
 *
 * @param changes in the order of the file's parts; empty exactly when the two are the same
 * @param restart those of them that only a restart of the agent brings about
 */
public record ConfigDiff(List<String> changes, List<String> restart) {

  public ConfigDiff {
    changes = List.copyOf(changes);
    restart = List.copyOf(restart);
  }

  /** From {@code before} to {@code after}. */
  public static ConfigDiff of(AgentConfig before, AgentConfig after) {
    var lines = new Lines();
    var restart = new Lines();
    instances(before.vrrp(), after.vrrp(), lines);
    named("sync group", groups(before), groups(after), SyncGroupConfig::name, lines);
    memberships(groups(before), groups(after), lines);
    named("script", scripts(before), scripts(after), ScriptConfig::name, lines);
    named("bfd", before.bfdSessions(), after.bfdSessions(), BfdConfig::name, lines);
    named("track file", before.trackFiles(), after.trackFiles(), TrackFileConfig::name, lines);
    named(
        "track process",
        before.trackProcesses(),
        after.trackProcesses(),
        TrackProcessConfig::name,
        lines);
    named("check", before.trackedChecks(), after.trackedChecks(), NamedCheck::name, lines);
    servers(before.virtualServers(), after.virtualServers(), lines);
    lines.changed("ipvs", Differences.between(before.ipvs(), after.ipvs()));
    lines.changed("agent", Differences.of("router-id", before.routerId(), after.routerId()));
    lines.changed("agent", Differences.of("control", before.control(), after.control()));
    lines.changed("agent", Differences.of("metrics", before.metrics(), after.metrics()));
    if (!before.notifications().equals(after.notifications())) {
      lines.all.add("~ agent: notifications"); // may hold secrets
    }
    process(before.vrrp(), after.vrrp(), restart);
    restart.changed("agent", ofTheProcess(before, after));
    lines.all.addAll(restart.all);
    if (lines.all.isEmpty() && !before.equals(after)) {
      lines.all.add("~ agent: changed");
    }
    return new ConfigDiff(List.copyOf(lines.all), List.copyOf(restart.all));
  }

  /** Whether there is nothing to be done. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  private static List<SyncGroupConfig> groups(AgentConfig config) {
    return config.vrrp().syncGroups();
  }

  /** What follows for instances that belong to another group, by their new names. */
  private static void memberships(
      List<SyncGroupConfig> before, List<SyncGroupConfig> after, Lines lines) {
    for (var group : after) {
      var earlier = earlier(before, group);
      for (var member : group.instances()) {
        if (!earlier.contains(member)) {
          lines.all.add(
              "~ instance "
                  + member
                  + ": joins sync group "
                  + group.name()
                  + ": master where the group is, and its faults are the group's");
        }
      }
    }
    var grouped = after.stream().flatMap(group -> group.instances().stream()).toList();
    for (var group : before) {
      for (var member : group.instances()) {
        if (!grouped.contains(member)) {
          lines.all.add(
              "~ instance " + member + ": leaves sync group " + group.name() + ", stays as it is");
        }
      }
    }
  }

  /** The members of the group that this one comes of: of the same name, or renamed. */
  private static List<String> earlier(List<SyncGroupConfig> before, SyncGroupConfig group) {
    return before.stream()
        .filter(one -> one.name().equals(group.name()) || one.instances().equals(group.instances()))
        .findFirst()
        .map(SyncGroupConfig::instances)
        .orElse(List.of());
  }

  private static List<ScriptConfig> scripts(AgentConfig config) {
    return config.vrrp().scripts();
  }

  /** What is opened once, at the start. */
  private static List<String> ofTheProcess(AgentConfig before, AgentConfig after) {
    var all = new ArrayList<String>();
    all.addAll(Differences.of("process", before.process(), after.process()));
    return all;
  }

  private static void process(VrrpConfig before, VrrpConfig after, Lines lines) {
    var all = new ArrayList<String>();
    all.addAll(Differences.of("startup-delay", before.startupDelay(), after.startupDelay()));
    all.addAll(
        Differences.of("real-time-priority", before.realTimePriority(), after.realTimePriority()));
    all.addAll(Differences.of("lock-memory", before.lockMemory(), after.lockMemory()));
    lines.changed("vrrp", all);
  }

  private static void instances(VrrpConfig before, VrrpConfig after, Lines lines) {
    var succession = Succession.of(before.instances(), after.instances());
    for (var old : before.instances()) {
      var heir = succession.heirs().get(old.name());
      if (heir == null) {
        lines.all.add("- instance " + old.name());
      } else {
        lines.changed("instance " + old.name(), Differences.between(old, heir));
      }
    }
    succession.born().stream()
        .map(InstanceConfig::name)
        .forEach(name -> lines.all.add("+ instance " + name));
  }

  private static void servers(
      List<VirtualServerConfig> before, List<VirtualServerConfig> after, Lines lines) {
    var olds = byName(before, VirtualServerConfig::name);
    var news = byName(after, VirtualServerConfig::name);
    olds.forEach((name, old) -> {
      var now = news.get(name);
      if (now == null) {
        lines.all.add("- virtual server " + name);
      } else if (!now.equals(old)) {
        lines.changed("virtual server " + name, Differences.between(bare(old), bare(now)));
        named(name + " server", realsOf(old), realsOf(now), Real::name, lines);
      }
    });
    added("virtual server", olds, news, lines);
  }

  /** A server as the file has it: in one place. */
  private record Real(String name, ServerConfig server, VirtualServerConfig.RealServer real) {}

  private static List<Real> realsOf(VirtualServerConfig config) {
    var reals = new ArrayList<Real>();
    for (int i = 0; i < config.realServers().size(); i++) {
      var server = config.pool().servers().get(i);
      reals.add(new Real(server.name(), server, config.realServers().get(i)));
    }
    return reals;
  }

  /** Without its servers, which are told one by one. */
  private static VirtualServerConfig bare(VirtualServerConfig config) {
    var pool = config.pool();
    return new VirtualServerConfig(
        config.name(),
        config.keys(),
        config.terms(),
        config.instance(),
        config.standby(),
        config.haSuspend(),
        new PoolConfig(
            pool.name(),
            List.of(),
            pool.quorum(),
            pool.hysteresis(),
            pool.sorryServer(),
            pool.sorryInhibit()),
        List.of(),
        config.sorryServer(),
        config.notifications());
  }

  private static <T extends Record> void named(
      String what, List<T> before, List<T> after, Function<T, String> name, Lines lines) {
    var olds = byName(before, name);
    var news = byName(after, name);
    olds.forEach((key, old) -> {
      var now = news.get(key);
      if (now == null) {
        lines.all.add("- " + what + " " + key);
      } else {
        lines.changed(what + " " + key, Differences.between(old, now));
      }
    });
    added(what, olds, news, lines);
  }

  private static void added(String what, Map<String, ?> olds, Map<String, ?> news, Lines lines) {
    news.keySet().stream()
        .filter(key -> !olds.containsKey(key))
        .forEach(key -> lines.all.add("+ " + what + " " + key));
  }

  private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
    var map = new LinkedHashMap<String, T>();
    items.forEach(item -> map.put(name.apply(item), item));
    return map;
  }

  private static final class Lines {
    private final SequencedSet<String> all = new LinkedHashSet<>();

    private void changed(String subject, List<String> differences) {
      differences.forEach(difference -> all.add("~ " + subject + ": " + difference));
    }
  }
}
