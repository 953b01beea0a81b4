package org.holdfast.agent.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfiguredCommand;
import org.holdfast.agent.config.ConfiguredCommand.Call;
import org.holdfast.agent.publish.Scripts.InsecureScriptException;
import org.holdfast.health.Probe;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.script.ScriptSecurity.Finding;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.Capability;
import org.holdfast.linux.RunAs;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;

/**
 * The commands of a configuration, in the form in which script security allows them.
 *
 * @param jobs the track scripts
 * @param instances the notify commands of each instance
 * @param groups the notify commands of each sync group
 * @param allowed the program and arguments to run for each call
 */
public record Commands(
    List<ScriptRunner.Job> jobs,
    Map<String, NotifyCommands> instances,
    Map<String, NotifyCommands> groups,
    Map<Call, List<String>> allowed) {

  /**
   * Returns the commands of {@code config}.
   *
   * @throws InsecureScriptException if script security refuses a command
   */
  public static Commands of(AgentConfig config) {
    var allowed = new HashMap<Call, List<String>>();
    for (var command : ConfiguredCommand.allOf(config)) {
      if (!allowed.containsKey(command.call())) {
        allowed.put(command.call(), argv(command, config.process().terms().supplementaryGroups()));
      }
    }
    UnaryOperator<NotifyCommand> argv =
        command -> NotifyCommand.of(argv(allowed, Call.of(command)));
    var jobs = new ArrayList<ScriptRunner.Job>();
    var instances = new HashMap<String, NotifyCommands>();
    var groups = new HashMap<String, NotifyCommands>();
    var vrrp = config.vrrp();
    vrrp.scripts().forEach(s -> jobs.add(new ScriptRunner.Job(s, argv(allowed, Call.of(s)))));
    vrrp.instances().forEach(i -> instances.put(i.name(), i.notifications().map(argv)));
    vrrp.syncGroups().forEach(g -> groups.put(g.name(), g.notifications().map(argv)));
    return new Commands(jobs, instances, groups, allowed);
  }

  private static List<String> argv(ConfiguredCommand command, boolean supplementaryGroups) {
    return switch (command.call().checked(supplementaryGroups)) {
      case Finding.Allowed(List<String> argv) -> {
        var uid = RunAs.programIn(argv).uid();
        if (uid >= 0 && !mayBecomeAnother()) {
          throw new InsecureScriptException(
              command.what(),
              "user "
                  + command.call().user()
                  + ": the agent may run programs only as its own user; run it as root, or give it"
                  + " CAP_SETUID and CAP_SETGID");
        }
        yield argv;
      }
      case Finding.Refused(String why) -> throw new InsecureScriptException(command.what(), why);
    };
  }

  private static boolean mayBecomeAnother() {
    var own = Capabilities.ofThisProcess();
    return own.has(Capability.CAP_SETUID) && own.has(Capability.CAP_SETGID);
  }

  /**
   * Returns the words that script security allows; the configured words if the command is not
   * known.
   */
  List<String> argv(NotifyCommand command) {
    return argv(allowed, Call.of(command));
  }

  /** Like {@link #argv(NotifyCommand)}, for a check's program. */
  List<String> argv(Probe.Script probe) {
    return argv(allowed, Call.of(probe));
  }

  private static List<String> argv(Map<Call, List<String>> allowed, Call call) {
    return allowed.getOrDefault(call, call.words());
  }

  /** Whether there is no command. */
  boolean isEmpty() {
    return allowed.isEmpty();
  }

  /** Returns a copy that also has the commands of {@code earlier} that are no longer configured. */
  Commands keeping(Commands earlier) {
    return new Commands(
        jobs,
        joined(earlier.instances, instances),
        joined(earlier.groups, groups),
        joined(earlier.allowed, allowed));
  }

  private static <K, V> Map<K, V> joined(Map<K, V> some, Map<K, V> stronger) {
    var all = new HashMap<>(some);
    all.putAll(stronger);
    return all;
  }
}
