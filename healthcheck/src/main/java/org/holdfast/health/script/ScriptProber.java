package org.holdfast.health.script;

import io.netty.channel.IoEventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.holdfast.health.Advice;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.linux.DescriptorShare;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as a probe (keepalived's MISC_CHECK). Never runs one twice at once: while a
 * timed-out run is being stopped, the next run reports that it did not take place. If even SIGKILL
 * has not ended the program, for example because it hangs in a dead file system, the next run
 * fails.
 */
public final class ScriptProber implements Prober<Probe.Script> {

  /** Longer than any deadline; the caller enforces the deadline. */
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private static final int DYNAMIC_LEAST = 2;

  /** The descriptors that starting a program takes: both ends of a pipe and a pidfd. */
  private static final int DESCRIPTORS = 3;

  /** SIGKILL comes after the grace time; then the program has a second to end. */
  private static final long STUCK_NANOS = ScriptLoop.TERM_GRACE.plusSeconds(1).toNanos();

  private static final ProbeResult STUCK =
      new ProbeResult.Failed(
          Failure.TIMED_OUT, "timed out, and SIGKILL has not ended it: it hangs in the kernel");

  private final ScriptLoop scripts;
  private final Function<Probe.Script, List<String>> allowed;
  private final IntPredicate hasRoomFor;
  private final Map<Probe.Script, Run> running = new HashMap<>(); // used on the script loop only

  /**
   * Creates a prober; starts nothing yet.
   *
   * @param allowed returns the command line that {@link ScriptSecurity} allowed for a probe; called
   *     on the script loop
   */
  public ScriptProber(ScriptLoop scripts, Function<Probe.Script, List<String>> allowed) {
    this(scripts, allowed, DescriptorShare::hasRoomFor);
  }

  /**
   * Creates a prober with its own rule for descriptors.
   *
   * @param hasRoomFor whether checks may open so many descriptors
   */
  ScriptProber(
      ScriptLoop scripts, Function<Probe.Script, List<String>> allowed, IntPredicate hasRoomFor) {
    this.scripts = scripts;
    this.allowed = allowed;
    this.hasRoomFor = hasRoomFor;
  }

  @Override
  public ProbeRun start(Probe.Script probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    var run = new Run(probe, loop, answer);
    scripts.execute(run::begin);
    return run;
  }

  private final class Run implements ProbeRun, ScriptRun.Listener {
    private final Probe.Script probe;
    private final IoEventLoop loop;
    private final Consumer<ProbeResult> answer;
    private @Nullable ScriptRun script; // used on the script loop only
    private boolean stopped; // used on the script loop only
    private long stoppedNanos;
    private boolean cancelled; // used on the check's loop only

    Run(Probe.Script probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
      this.probe = probe;
      this.loop = loop;
      this.answer = answer;
    }

    private void begin() {
      var before = running.putIfAbsent(probe, this);
      if (before != null) {
        tell(before.isStuck() ? STUCK : new ProbeResult.NotRun("the run before has not ended"));
        return;
      }
      if (!hasRoomFor.test(DESCRIPTORS)) {
        ended();
        tell(new ProbeResult.NotRun("cannot start a program: " + DescriptorShare.words()));
        return;
      }
      try {
        script = scripts.run(allowed.apply(probe), NO_LIMIT, this);
      } catch (RuntimeException | Error failure) {
        ended(); // otherwise the check would never be run again
        tell(new ProbeResult.NotRun("this is a bug: " + failure));
      }
    }

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      tell(result(outcome, probe.dynamic(), lastLine(output)));
    }

    @Override
    public void ended() {
      running.remove(probe, this);
    }

    private boolean isStuck() {
      return stopped && scripts.nanoTime() - stoppedNanos > STUCK_NANOS;
    }

    private void tell(ProbeResult result) {
      loop.execute(() -> {
        if (!cancelled) {
          answer.accept(result);
        }
      });
    }

    @Override
    public ProbeResult outOfTime() {
      return new ProbeResult.Failed(Failure.TIMED_OUT, "timed out, stopped");
    }

    @Override
    public void cancel() {
      cancelled = true;
      scripts.execute(() -> {
        if (script != null) {
          script.stop();
          stopped = true;
          stoppedNanos = scripts.nanoTime();
        }
      });
    }
  }

  /** Converts an outcome. With {@code dynamic}, a status from 2 to 255 is a weight plus 2. */
  static ProbeResult result(ScriptOutcome outcome, boolean dynamic, String lastLine) {
    var words = outcome.words() + (lastLine.isEmpty() ? "" : ": " + lastLine);
    return switch (outcome) {
      case ScriptOutcome.Exited(int status) when status == 0 -> ProbeResult.Passed.saying(words);
      case ScriptOutcome.Exited(int status) when dynamic && status >= DYNAMIC_LEAST ->
          new ProbeResult.Passed(words, new Advice.Exactly(status - DYNAMIC_LEAST));
      case ScriptOutcome.Exited _, ScriptOutcome.Killed _ ->
          new ProbeResult.Failed(Failure.EXIT, words);
      case ScriptOutcome.TimedOut _ -> new ProbeResult.Failed(Failure.TIMED_OUT, words);
      case ScriptOutcome.Unstartable _ -> new ProbeResult.Failed(Failure.UNSTARTABLE, words);
      case ScriptOutcome.NotRun _ -> new ProbeResult.NotRun(words);
    };
  }

  private static String lastLine(String output) {
    return output.substring(output.lastIndexOf('\n') + 1);
  }
}
