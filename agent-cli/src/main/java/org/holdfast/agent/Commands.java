package org.holdfast.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.Scripts.InsecureScriptException;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a configuration, as script security lets them be run.
 *
 * @param jobs the track scripts
 * @param instances the notify commands of each instance
 * @param groups the notify commands of each sync group
 * @param asked the programs that checks ask
 * @param told the commands of virtual servers and their servers, of FIFOs and hooks, by what is
 *     configured
 */
record Commands(
    List<ScriptRunner.Job> jobs,
    Map<String, NotifyCommands> instances,
    Map<String, NotifyCommands> groups,
    Map<Probe.Script, List<String>> asked,
    Map<List<String>, List<String>> told) {

  /**
   * Those of {@code config}.
   *
   * @throws InsecureScriptException when one may not be run
   */
  static Commands of(AgentConfig config) {
    var vrrp = config.vrrp();
    var commands =
        new Commands(
            vrrp.scripts().stream().map(Commands::allowed).toList(),
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>(),
            new HashMap<>());
    vrrp.instances()
        .forEach(i -> commands.instances.put(i.name(), allowed(i.name(), i.notifications())));
    vrrp.syncGroups()
        .forEach(g -> commands.groups.put(g.name(), allowed(g.name(), g.notifications())));
    config.trackedChecks().forEach(check -> commands.allow(check.spec().probe()));
    config.virtualServers().forEach(commands::allow);
    commands.allow(config.notifications());
    return commands;
  }

  /** Whether nothing is ever run. */
  boolean isEmpty() {
    return jobs.isEmpty()
        && asked.isEmpty()
        && told.isEmpty()
        && instances.values().stream().allMatch(NotifyCommands.NONE::equals)
        && groups.values().stream().allMatch(NotifyCommands.NONE::equals);
  }

  /** These, and those that an earlier configuration had for what is known here no more. */
  Commands keeping(Commands earlier) {
    return new Commands(
        jobs,
        joined(earlier.instances, instances),
        joined(earlier.groups, groups),
        joined(earlier.asked, asked),
        joined(earlier.told, told));
  }

  private static <K, V> Map<K, V> joined(Map<K, V> some, Map<K, V> stronger) {
    var all = new HashMap<>(some);
    all.putAll(stronger);
    return all;
  }

  private void allow(VirtualServerConfig server) {
    for (var real : server.pool().servers()) {
      real.checks().forEach(use -> allow(use.spec().probe()));
    }
    for (var real : server.realServers()) {
      allowTold(server.name(), real.notifyUp());
      allowTold(server.name(), real.notifyDown());
    }
    allowTold(server.name(), server.notifications().quorumUp());
    allowTold(server.name(), server.notifications().quorumDown());
  }

  private void allow(NotificationsConfig notifications) {
    for (var fifo : notifications.fifos()) {
      allowTold("FIFO " + fifo.path(), fifo.command());
    }
    for (var hooks : notifications.hooks()) {
      allowTold(hooks.instance(), hooks.beforeMaster());
      allowTold(hooks.instance(), hooks.afterRelease());
    }
  }

  private void allow(Probe probe) {
    if (probe instanceof Probe.Script script) {
      asked.put(script, allowed(script.words(), script.command(), script.user(), script.group()));
    }
  }

  private void allowTold(String owner, @Nullable List<String> command) {
    if (command != null) {
      told.put(command, allowed("notify command of " + owner, command, null, null));
    }
  }

  private static ScriptRunner.Job allowed(ScriptConfig script) {
    var what = "script " + script.name();
    return new ScriptRunner.Job(
        script, allowed(what, script.command(), script.user(), script.group()));
  }

  private static NotifyCommands allowed(String owner, NotifyCommands commands) {
    return new NotifyCommands(
        notifying(owner, commands.master()),
        notifying(owner, commands.backup()),
        notifying(owner, commands.fault()),
        notifying(owner, commands.stop()),
        notifying(owner, commands.deleted()),
        notifying(owner, commands.lowerPriority()),
        notifying(owner, commands.any()));
  }

  private static @Nullable List<String> notifying(String owner, @Nullable List<String> command) {
    return command == null ? null : allowed("notify command of " + owner, command, null, null);
  }

  private static List<String> allowed(
      String what, List<String> command, @Nullable String user, @Nullable String group) {
    return switch (ScriptSecurity.check(command, user, group)) {
      case ScriptSecurity.Finding.Allowed(List<String> argv) -> new ArrayList<>(argv);
      case ScriptSecurity.Finding.Refused(String why) ->
          throw new InsecureScriptException(what, why);
    };
  }
}
