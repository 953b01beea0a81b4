package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.jspecify.annotations.Nullable;

/**
 * A command that a configuration has the agent run.
 *
 * @param what it is, for whoever is told that it may not be run: {@code script web-alive}
 * @param call how it is run
 */
public record ConfiguredCommand(String what, Call call) {

  /**
   * The program and its arguments, and as whom it is run.
   *
   * @param user null for the agent's own
   * @param group null for the user's own
   */
  public record Call(List<String> words, @Nullable String user, @Nullable String group) {
    public Call {
      words = List.copyOf(words);
    }

    /** Of a command that tells of something. */
    public static Call of(NotifyCommand command) {
      return new Call(command.words(), command.user(), command.group());
    }

    /** Of a track script. */
    public static Call of(ScriptConfig script) {
      return new Call(script.command(), script.user(), script.group());
    }

    /** Of a check's program. */
    public static Call of(Probe.Script probe) {
      return new Call(probe.command(), probe.user(), probe.group());
    }

    /** Whether script security lets it be run. Reads files; see {@link ScriptSecurity}. */
    public ScriptSecurity.Finding checked() {
      return ScriptSecurity.check(words, user, group);
    }
  }

  /** Every command of {@code config}, each as often as it is named. */
  public static List<ConfiguredCommand> allOf(AgentConfig config) {
    var walk = new Walk();
    walk.over(config);
    return List.copyOf(walk.commands);
  }

  /** Goes through a configuration and gathers its commands. */
  private static final class Walk {
    private final List<ConfiguredCommand> commands = new ArrayList<>();

    private void over(AgentConfig config) {
      var vrrp = config.vrrp();
      for (var script : vrrp.scripts()) {
        add("script " + script.name(), Call.of(script));
      }
      vrrp.instances().forEach(i -> over(i.name(), i.notifications()));
      vrrp.syncGroups().forEach(g -> over(g.name(), g.notifications()));
      config.trackedChecks().forEach(check -> over(check.spec().probe()));
      config.virtualServers().forEach(this::over);
      over(config.notifications());
    }

    private void over(VirtualServerConfig server) {
      for (var real : server.pool().servers()) {
        real.checks().forEach(use -> over(use.spec().probe()));
      }
      for (var real : server.realServers()) {
        notify(server.name(), real.notifyUp());
        notify(server.name(), real.notifyDown());
      }
      notify(server.name(), server.notifications().quorumUp());
      notify(server.name(), server.notifications().quorumDown());
    }

    private void over(Probe probe) {
      if (probe instanceof Probe.Script script) {
        add(script.words(), Call.of(script));
      }
    }

    private void over(NotificationsConfig notifications) {
      for (var fifo : notifications.fifos()) {
        if (fifo.command() != null) {
          add("reader of " + fifo.path(), Call.of(fifo.command()));
        }
      }
      for (var hooks : notifications.hooks()) {
        hooks.all().forEach(command -> add("hook of " + hooks.instance(), Call.of(command)));
      }
    }

    private void over(String owner, NotifyCommands notified) {
      notified.all().forEach(command -> notify(owner, command));
    }

    /** Most of tens of thousands of servers have none: nothing is made for those. */
    private void notify(String owner, @Nullable NotifyCommand command) {
      if (command != null) {
        add("notify command of " + owner, Call.of(command));
      }
    }

    private void add(String what, Call call) {
      commands.add(new ConfiguredCommand(what, call));
    }
  }
}
