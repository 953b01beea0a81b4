package org.holdfast.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.notify.NotificationsConfig;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.Probe;
import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptProber;
import org.holdfast.health.script.ScriptSecurity;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.VrrpService;
import org.jspecify.annotations.Nullable;

/**
 * What the agent runs for the operator: notify commands, track scripts, and the programs that
 * checks ask. All on one thread that is no loop of VRRP's, and that is there only when something is
 * to be run.
 */
final class Scripts implements AutoCloseable {

  private final List<ScriptRunner.Job> jobs;
  private final Map<String, NotifyCommands> instances = new HashMap<>();
  private final Map<String, NotifyCommands> groups = new HashMap<>();
  private final Map<Probe.Script, List<String>> asked = new HashMap<>();
  private final Map<List<String>, List<String>> told = new HashMap<>();
  private final @Nullable ScriptLoop loop;
  private final @Nullable Notifier notifier;
  private volatile @Nullable ScriptRunner runner;

  /**
   * @throws InsecureScriptException when a command may not be run; nothing has been started then
   */
  Scripts(AgentConfig config, NanoClock clock) {
    var vrrp = config.vrrp();
    jobs = vrrp.scripts().stream().map(Scripts::allowed).toList();
    vrrp.instances().forEach(i -> instances.put(i.name(), allowed(i.name(), i.notifications())));
    vrrp.syncGroups().forEach(g -> groups.put(g.name(), allowed(g.name(), g.notifications())));
    config.trackedChecks().forEach(check -> allow(check.spec().probe()));
    config.virtualServers().forEach(this::allow);
    allow(config.notifications());
    boolean idle =
        jobs.isEmpty()
            && asked.isEmpty()
            && told.isEmpty()
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

  /** Asks the programs of checks. */
  Prober<Probe.Script> prober() {
    return loop == null
        ? (probe, _, _) -> {
          throw new IllegalStateException(probe.words() + " is not of this configuration");
        }
        : new ScriptProber(loop, probe -> asked.getOrDefault(probe, probe.command()));
  }

  /**
   * Tells the operator of a virtual server or one of its servers; news of one subject stay in
   * order. From any thread; comes back at once.
   */
  void tell(String subject, String news, @Nullable List<String> command) {
    if (notifier != null && command != null) {
      notifier.tell(subject, news, checked(command));
    }
  }

  /** Where commands run; null when none is configured. */
  @Nullable ScriptLoop loop() {
    return loop;
  }

  /** As script security has it run. */
  List<String> checked(List<String> command) {
    return told.getOrDefault(command, command);
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

  /** Starts the track scripts; {@code vrrp} hears what they say. */
  void track(VrrpService vrrp) {
    if (loop != null && !jobs.isEmpty()) {
      runner =
          new ScriptRunner(
              loop,
              jobs,
              (script, verdict, reason, since) ->
                  vrrp.trackHeard(TrackKind.SCRIPT, script, verdictOf(verdict)));
    }
  }

  /** What is known of every track script. */
  List<ScriptState> states() {
    var running = runner;
    return running == null ? List.of() : running.snapshot();
  }

  /** A verdict in VRRP's words. */
  static TrackVerdict verdictOf(Verdict verdict) {
    return switch (verdict) {
      case UNDECIDED -> TrackVerdict.UNDECIDED;
      case WELL -> TrackVerdict.WELL;
      case NOT_WELL -> TrackVerdict.FAILED;
    };
  }

  /** Runs the commands of a transition. From any thread; comes back at once. */
  void tell(Transition transition) {
    var configured =
        switch (transition.kind()) {
          case INSTANCE -> instances;
          case GROUP -> groups;
        };
    if (notifier != null) {
      notifier.tell(transition, configured.getOrDefault(transition.name(), NotifyCommands.NONE));
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
