package org.holdfast.agent.publish;

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
import org.holdfast.time.NanoClock;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.jspecify.annotations.Nullable;

/**
 * Runs the operator's programs: notify commands, track scripts, and the programs of checks. One
 * thread controls them all; it is not one of VRRP's loops and exists only once a program is
 * configured.
 */
public final class Scripts implements AutoCloseable {

  private final Opener opener;
  private final TrackInlet tracks;
  private volatile Commands commands;
  private Commands configured;
  private volatile @Nullable Running running;
  private volatile @Nullable ScriptRunner runner;

  /** The objects that exist once a program is configured. */
  private record Running(ScriptLoop loop, Notifier notifier, ScriptProber prober) {}

  /** Opens the loop and the runners of programs. */
  public interface Opener {

    /** Starts the thread that owns all programs. */
    ScriptLoop loop();

    /** See {@link Notifier#Notifier(ScriptLoop, Duration)}. */
    Notifier notifier(ScriptLoop loop, @Nullable Duration limit);

    /** Starts track scripts. */
    ScriptRunner tracking(ScriptLoop loop, List<ScriptRunner.Job> jobs, TrackListener listener);

    /** Returns an opener that runs real processes. */
    static Opener ofProcesses(NanoClock clock) {
      return new Opener() {
        @Override
        public ScriptLoop loop() {
          return new ScriptLoop(clock::nanos);
        }

        @Override
        public Notifier notifier(ScriptLoop loop, @Nullable Duration limit) {
          return new Notifier(loop, limit);
        }

        @Override
        public ScriptRunner tracking(
            ScriptLoop loop, List<ScriptRunner.Job> jobs, TrackListener listener) {
          return new ScriptRunner(loop, jobs, listener);
        }
      };
    }
  }

  /**
   * Opens the loop if programs are configured; starts no track script yet.
   *
   * @param tracks takes the results of track scripts
   * @throws InsecureScriptException if script security refuses a command; nothing has been started
   *     then
   */
  public Scripts(AgentConfig config, Opener opener, TrackInlet tracks) {
    this.opener = opener;
    this.tracks = tracks;
    configured = Commands.of(config);
    commands = configured;
    if (!commands.isEmpty()) {
      running = begin(config.notifications().commandLimit());
    }
  }

  private Running begin(@Nullable Duration limit) {
    var loop = opener.loop();
    return new Running(loop, opener.notifier(loop, limit), new ScriptProber(loop, this::argvOf));
  }

  private List<String> argvOf(Probe.Script probe) {
    return commands.argv(probe);
  }

  /** Reports a configured command that script security refuses. */
  public static final class InsecureScriptException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InsecureScriptException(String what, String why) {
      super(what + ": " + why);
    }
  }

  /** Returns the prober that runs the programs of checks. */
  public Prober<Probe.Script> prober() {
    return (probe, loop, answer) -> {
      var here = running;
      if (here == null) {
        throw new IllegalStateException(probe.words() + " is not of this configuration");
      }
      return here.prober().start(probe, loop, answer);
    };
  }

  /**
   * Runs the command of a virtual server or of one of its servers. Commands of one subject run in
   * order. May be called from any thread; returns at once.
   *
   * @param command null for none
   */
  void report(String subject, String news, @Nullable NotifyCommand command) {
    var here = running;
    if (here != null && command != null) {
      here.notifier().report(subject, news, commands.argv(command));
    }
  }

  /** Returns the loop that programs run on; null if no program is configured. */
  @Nullable ScriptLoop loop() {
    var here = running;
    return here == null ? null : here.loop();
  }

  /** Returns the words of the command that script security allows. */
  List<String> checked(NotifyCommand command) {
    return commands.argv(command);
  }

  /** Starts the track scripts. */
  public void track() {
    var here = running;
    var jobs = commands.jobs();
    if (here != null && !jobs.isEmpty()) {
      runner = opener.tracking(here.loop(), jobs, new Ear(tracks));
    }
  }

  /**
   * Runs the commands of {@code next}. The last transition of a removed instance still runs its
   * previous command.
   *
   * @param limit the time limit of a notify command; null for none
   */
  public void follow(Commands next, @Nullable Duration limit) {
    commands = next.keeping(configured);
    configured = next;
    var here = running;
    if (here != null) {
      here.notifier().limit(limit);
    } else if (!next.isEmpty()) {
      running = begin(limit);
    }
  }

  /**
   * Runs the track scripts of the commands last given to {@link #follow}; an unchanged script
   * continues.
   */
  public void retrack() {
    var tracking = runner;
    if (tracking == null) {
      track();
    } else {
      tracking.reload(commands.jobs());
    }
  }

  /** Returns the state of every track script. */
  public List<ScriptState> states() {
    var tracking = runner;
    return tracking == null ? List.of() : tracking.snapshot();
  }

  private record Ear(TrackInlet tracks) implements TrackListener {
    @Override
    public void verdict(String script, Verdict verdict, String reason, long changedAt) {
      tracks.trackReported(TrackKind.SCRIPT, script, TrackVerdicts.of(verdict));
    }

    @Override
    public void failedAtFirst(String script, String reason, long changedAt) {
      tracks.trackReported(TrackKind.SCRIPT, script, TrackVerdict.UNDECIDED_FAILED);
    }
  }

  /** Runs the commands of a transition. May be called from any thread; returns at once. */
  void report(Transition transition) {
    var commandsOf =
        switch (transition.kind()) {
          case INSTANCE -> commands.instances();
          case GROUP -> commands.groups();
        };
    var here = running;
    if (here != null) {
      here.notifier()
          .report(transition, commandsOf.getOrDefault(transition.name(), NotifyCommands.NONE));
    }
  }

  /** Ends the track scripts; they report nothing after this. */
  public void stopTracking() {
    var tracking = runner;
    if (tracking != null) {
      tracking.close();
      runner = null;
    }
  }

  /** Ends the track scripts, gives waiting notify commands a moment, and ends the thread. */
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
