package org.holdfast.agent;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.notify.Notifier;
import org.holdfast.agent.notify.Transition;
import org.holdfast.health.Probe;
import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.run.ScriptRunner;
import org.holdfast.health.run.TrackListener;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptProber;
import org.holdfast.linux.NanoClock;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
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

  private final NanoClock clock;
  private volatile Commands commands;
  private Commands configured;
  private volatile @Nullable Running running;
  private volatile @Nullable ScriptRunner runner;

  /** What is there once something is to be run. */
  private record Running(ScriptLoop loop, Notifier notifier, ScriptProber prober) {}

  /**
   * @throws InsecureScriptException when a command may not be run; nothing has been started then
   */
  Scripts(AgentConfig config, NanoClock clock) {
    this.clock = clock;
    configured = Commands.of(config);
    commands = configured;
    if (!commands.isEmpty()) {
      running = begin(config.notifications().commandLimit());
    }
  }

  private Running begin(@Nullable Duration limit) {
    var loop = new ScriptLoop(clock::nanos);
    return new Running(loop, new Notifier(loop, limit), new ScriptProber(loop, this::argvOf));
  }

  private List<String> argvOf(Probe.Script probe) {
    return commands.argv(probe);
  }

  /** A command of the configuration that script security refuses. */
  static final class InsecureScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InsecureScriptException(String what, String why) {
      super(what + ": " + why);
    }
  }

  /** Asks the programs of checks. */
  Prober<Probe.Script> prober() {
    return (probe, loop, answer) -> {
      var here = running;
      if (here == null) {
        throw new IllegalStateException(probe.words() + " is not of this configuration");
      }
      return here.prober().start(probe, loop, answer);
    };
  }

  /**
   * Tells the operator of a virtual server or one of its servers; news of one subject stay in
   * order. From any thread; comes back at once.
   */
  void tell(String subject, String news, @Nullable NotifyCommand command) {
    var here = running;
    if (here != null && command != null) {
      here.notifier().tell(subject, news, commands.argv(command));
    }
  }

  /** Where commands run; null when none is configured. */
  @Nullable ScriptLoop loop() {
    var here = running;
    return here == null ? null : here.loop();
  }

  /** As script security has it run. */
  List<String> checked(NotifyCommand command) {
    return commands.argv(command);
  }

  /** Starts the track scripts; {@code vrrp} hears what they say. */
  void track(VrrpService vrrp) {
    var here = running;
    var jobs = commands.jobs();
    if (here != null && !jobs.isEmpty()) {
      runner = new ScriptRunner(here.loop(), jobs, new Ear(vrrp));
    }
  }

  /**
   * Runs what {@code next} says from now on. Of an instance that is no more, the last transition is
   * told by the commands that it had.
   *
   * @param limit how long a notify command may run; null for as long as it takes
   */
  void reload(Commands next, @Nullable Duration limit) {
    commands = next.keeping(configured);
    configured = next;
    var here = running;
    if (here != null) {
      here.notifier().limit(limit);
    } else if (!next.isEmpty()) {
      running = begin(limit);
    }
  }

  /** As {@link #track}, of scripts that may be tracked already: those that are the same go on. */
  void retrack(VrrpService vrrp) {
    var tracking = runner;
    if (tracking == null) {
      track(vrrp);
    } else {
      tracking.reload(commands.jobs());
    }
  }

  /** What is known of every track script. */
  List<ScriptState> states() {
    var tracking = runner;
    return tracking == null ? List.of() : tracking.snapshot();
  }

  private record Ear(VrrpService vrrp) implements TrackListener {
    @Override
    public void verdict(String script, Verdict verdict, String reason, long sinceNanos) {
      vrrp.trackHeard(TrackKind.SCRIPT, script, verdictOf(verdict));
    }

    @Override
    public void failedAtFirst(String script, String reason, long sinceNanos) {
      vrrp.trackHeard(TrackKind.SCRIPT, script, TrackVerdict.UNDECIDED_FAILED);
    }
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
          case INSTANCE -> commands.instances();
          case GROUP -> commands.groups();
        };
    var here = running;
    if (here != null) {
      here.notifier()
          .tell(transition, configured.getOrDefault(transition.name(), NotifyCommands.NONE));
    }
  }

  /** Track scripts say nothing any more. */
  void stopTracking() {
    var tracking = runner;
    if (tracking != null) {
      tracking.close();
      runner = null;
    }
  }

  /** Stops track scripts, waits a moment for what is still to be told, and ends the thread. */
  @Override
  public void close() {
    stopTracking();
    var here = running;
    if (here != null) {
      here.notifier().close();
      here.loop().close();
    }
  }
}
