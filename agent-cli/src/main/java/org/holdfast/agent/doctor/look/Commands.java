package org.holdfast.agent.doctor.look;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.health.script.ScriptSecurity.Finding;
import org.holdfast.vrrp.NotifyCommands;
import org.jspecify.annotations.Nullable;

/** The commands of a configuration that script security refuses. Reads files. */
final class Commands {

  private final List<String> refused = new ArrayList<>();

  private Commands() {}

  /** Why each of them is refused: {@code script web-alive: /opt/x: no such file}. */
  static List<String> refused(AgentConfig config) {
    var commands = new Commands();
    var vrrp = config.vrrp();
    vrrp.scripts()
        .forEach(s -> commands.look("script " + s.name(), s.command(), s.user(), s.group()));
    vrrp.instances().forEach(i -> commands.look(i.name(), i.notifications()));
    vrrp.syncGroups().forEach(g -> commands.look(g.name(), g.notifications()));
    config.trackedChecks().forEach(check -> commands.look(check.spec().probe()));
    config.virtualServers().forEach(commands::look);
    return List.copyOf(commands.refused);
  }

  private void look(VirtualServerConfig server) {
    for (var real : server.pool().servers()) {
      real.checks().forEach(use -> look(use.spec().probe()));
    }
    for (var real : server.realServers()) {
      look(server.name(), real.notifyUp());
      look(server.name(), real.notifyDown());
    }
    look(server.name(), server.notifications().quorumUp());
    look(server.name(), server.notifications().quorumDown());
  }

  private void look(Probe probe) {
    if (probe instanceof Probe.Script script) {
      look(script.words(), script.command(), script.user(), script.group());
    }
  }

  private void look(String owner, NotifyCommands commands) {
    look(owner, commands.master());
    look(owner, commands.backup());
    look(owner, commands.fault());
    look(owner, commands.stop());
    look(owner, commands.deleted());
    look(owner, commands.lowerPriority());
    look(owner, commands.any());
  }

  private void look(String owner, @Nullable List<String> command) {
    if (command != null) {
      look("notify command of " + owner, command, null, null);
    }
  }

  private void look(
      String what, List<String> command, @Nullable String user, @Nullable String group) {
    if (ScriptSecurity.check(command, user, group) instanceof Finding.Refused(String why)) {
      refused.add(what + ": " + why);
    }
  }
}
