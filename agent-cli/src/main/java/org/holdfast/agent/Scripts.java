package org.holdfast.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.Verdict;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.VrrpConfig;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.io.TrackVerdict;
import org.holdfast.vrrp.io.TransitionListener;
import org.holdfast.vrrp.io.VrrpService;
import org.jspecify.annotations.Nullable;

/**
 * What the agent runs for the operator: notify commands on transitions, and track scripts. All on
 * one thread that is neither loop of VRRP, and that is there only when something is to be run.
 */
final class Scripts implements TransitionListener, AutoCloseable {

  private final List<ScriptRunner.Job> jobs;
  private final Map<String, NotifyCommands> instances = new HashMap<>();
  private final Map<String, NotifyCommands> groups = new HashMap<>();
  private final @Nullable ScriptLoop loop;
  private final @Nullable Notifier notifier;
  private @Nullable ScriptRunner runner;

  /**
   * @throws InsecureScriptException when a command may not be run; nothing has been started then
   */
  Scripts(VrrpConfig config, NanoClock clock) {
    jobs = config.scripts().stream().map(Scripts::allowed).toList();
    config.instances().forEach(i -> instances.put(i.name(), allowed(i.name(), i.notifications())));
    config.syncGroups().forEach(g -> groups.put(g.name(), allowed(g.name(), g.notifications())));
    boolean idle =
        jobs.isEmpty()
            && instances.values().stream().allMatch(NotifyCommands.NONE::equals)
            && groups.values().stream().allMatch(NotifyCommands.NONE::equals);
    loop = idle ? null : new ScriptLoop(clock::nanos);
    notifier = loop == null ? null : new Notifier(loop);
  }

  /** A command of the configuration that script security refuses. */
  static final class InsecureScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private InsecureScriptException(String what, String why) {
      super(what + ": " + why);
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

  /** Starts the track scripts; {@code vrrp} hears what they say. */
  void track(VrrpService vrrp) {
    if (loop != null && !jobs.isEmpty()) {
      runner =
          new ScriptRunner(
              loop,
              jobs,
              (script, verdict, reason, since) -> vrrp.scriptHeard(script, verdictOf(verdict)));
    }
  }

  private static TrackVerdict verdictOf(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> TrackVerdict.UNDECIDED;
      case WELL -> TrackVerdict.WELL;
      case NOT_WELL -> TrackVerdict.FAILED;
    };
  }

  @Override
  public void instanceMoved(String instance, String state, int priority, Reason reason) {
    tell(Transition.Kind.INSTANCE, instance, state, priority, instances);
  }

  @Override
  public void groupMoved(String group, String state) {
    tell(Transition.Kind.GROUP, group, state, 0, groups);
  }

  private void tell(
      Transition.Kind kind,
      String name,
      String state,
      int priority,
      Map<String, NotifyCommands> configured) {
    var commands = configured.getOrDefault(name, NotifyCommands.NONE);
    if (notifier != null && !state.equals("INIT")) {
      notifier.tell(
          new Transition(kind, name, Transition.State.valueOf(state), priority), commands);
    }
  }

  /** Track scripts say nothing any more. */
  void stopTracking() {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }

  /** Stops track scripts, waits a moment for what is still to be told, and ends the thread. */
  @Override
  public void close() {
    stopTracking();
    if (notifier != null) {
      notifier.close();
    }
    if (loop != null) {
      loop.close();
    }
  }
}
