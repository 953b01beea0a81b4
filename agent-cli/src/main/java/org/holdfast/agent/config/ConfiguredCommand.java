package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
 * @param what a description of the command for error messages, such as {@code script web-alive}
 * @param call the program, its arguments and its user
 */
public record ConfiguredCommand(String what, Call call) {

  /**
   * The program and its arguments, and the user and group that it runs as.
   *
   * @param user null for the agent's own user
   * @param group null for the user's own group
   */
  public record Call(List<String> words, @Nullable String user, @Nullable String group) {
    public Call {
      words = List.copyOf(words);
    }

    /** Returns the call of a notify command or a hook. */
    public static Call of(NotifyCommand command) {
      return new Call(command.words(), command.user(), command.group());
    }

    /** Returns the call of a track script. */
    public static Call of(ScriptConfig script) {
      return new Call(script.command(), script.user(), script.group());
    }

    /** Returns the call of a script check's program. */
    public static Call of(Probe.Script probe) {
      return new Call(probe.command(), probe.user(), probe.group());
    }

    /** Whether script security allows the program. Reads files; see {@link ScriptSecurity}. */
    public ScriptSecurity.Finding checked() {
      return checked(false);
    }

    /**
     * Like {@link #checked()}.
     *
     * @param supplementaryGroups whether another user's command has that user's further groups
     */
    public ScriptSecurity.Finding checked(boolean supplementaryGroups) {
      return ScriptSecurity.check(words, user, group, supplementaryGroups);
    }

    // Written out, because the first use of the compiler's own versions takes many milliseconds of
    // a start.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Call call
          && words.equals(call.words)
          && Objects.equals(user, call.user)
          && Objects.equals(group, call.group);
    }

    @Override
    public int hashCode() {
      return Objects.hash(words, user, group);
    }
  }

  /** Every command of {@code config}, each as often as the configuration names it. */
  public static List<ConfiguredCommand> allOf(AgentConfig config) {
    var walk = new Walk();
    walk.over(config);
    return List.copyOf(walk.commands);
  }

  /** Collects the commands of a configuration. */
  private static final class Walk {
    private final List<ConfiguredCommand> commands = new ArrayList<>();

    private void over(AgentConfig config) {
      var vrrp = config.vrrp();
      for (var script : vrrp.scripts()) {
        add("script " + script.name(), Call.of(script));
      }
      for (var instance : vrrp.instances()) {
        over(instance.name(), instance.notifications());
        instance.hooks().all().forEach(hook -> add("hook of " + instance.name(), Call.of(hook)));
      }
      vrrp.syncGroups().forEach(g -> over(g.name(), g.notifications()));
      config.trackedChecks().forEach(check -> over(check.spec().probe()));
      config.virtualServers().forEach(this::over);
      over(config.notifications());
      commands.addAll(config.process().terms().commands());
    }

    private void over(VirtualServerConfig server) {
      for (var real : server.realServers()) {
        real.health().checks().forEach(use -> over(use.spec().probe()));
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
    }

    private void over(String owner, NotifyCommands notified) {
      notified.all().forEach(command -> notify(owner, command));
    }

    /**
     * Creates nothing for a null command, because most of tens of thousands of servers have no
     * command.
     */
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
