package org.holdfast.health.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.health.RiseFall;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.ScriptState;
import org.holdfast.health.Verdict;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.holdfast.vrrp.ScriptConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs track scripts, each at its interval from start to start and never twice at once, and reports
 * their verdicts. All decisions are made by {@link ScriptState}.
 *
 * <p>Differs: keepalived counts a timeout as a failure only when the script has ended after a
 * signal, up to two seconds later; here the timeout itself is the failure.
 *
 * <p>Any thread may call all methods.
 */
public final class ScriptRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ScriptRunner.class);
  private static final String NOT_RUN_YET = "not run yet";

  private final ScriptLoop loop;
  private final TrackListener listener;
  private volatile List<Track> tracks;

  /**
   * A script, and the command line that {@link org.holdfast.health.script.ScriptSecurity} allowed.
   */
  public record Job(ScriptConfig config, List<String> argv) {
    public Job {
      argv = List.copyOf(argv);
    }
  }

  /** Starts at once: each script's first run is due now. */
  public ScriptRunner(ScriptLoop loop, List<Job> jobs, TrackListener listener) {
    this.loop = loop;
    this.listener = listener;
    this.tracks = jobs.stream().map(Track::new).toList();
    var all = tracks;
    loop.execute(() -> all.forEach(Track::begin));
  }

  /**
   * Replaces the scripts. An unchanged script continues; the verdict of a changed script is kept
   * until the script has been run; a removed script is stopped without a report.
   *
   * <p>Differs: keepalived starts every script afresh, and treats changed ones as undecided.
   */
  public void reload(List<Job> jobs) {
    var before = tracks;
    var after = new ArrayList<Track>();
    var made = new ArrayList<Track>();
    for (var job : jobs) {
      var same = before.stream().filter(track -> track.job.equals(job)).findFirst();
      var track = same.orElseGet(() -> new Track(job));
      after.add(track);
      if (same.isEmpty()) {
        made.add(track);
      }
    }
    var names = before.stream().map(track -> track.config.name()).toList();
    tracks = List.copyOf(after);
    loop.execute(() -> {
      before.stream().filter(track -> !after.contains(track)).forEach(Track::end);
      for (var track : made) {
        if (names.contains(track.config.name())) {
          track.due();
        } else {
          track.begin();
        }
      }
    });
  }

  /** The states of all scripts, in the order of the configuration. */
  public List<ScriptState> snapshot() {
    return tracks.stream().map(track -> track.state).toList();
  }

  /**
   * Starts no further runs, sends no further reports, and stops running scripts. Returns at once;
   * the loop continues until the scripts have ended.
   */
  @Override
  public void close() {
    var all = tracks;
    loop.execute(() -> all.forEach(Track::end));
  }

  /** One script. The loop's thread writes {@code state}, any thread reads it. */
  private final class Track implements ScriptRun.Listener {
    private final Job job;
    private final ScriptConfig config;
    private final List<String> argv;
    private volatile ScriptState state;
    private @Nullable ScriptRun run;
    private ScriptLoop.@Nullable Timer timer;
    private boolean isFirst = true; // no run has been reported yet
    private boolean skipping;
    private boolean closed;

    Track(Job job) {
      this.job = job;
      this.config = job.config();
      this.argv = job.argv();
      var riseFall =
          config.initFail()
              ? RiseFall.failed(config.rise(), config.fall())
              : RiseFall.undecided(config.rise(), config.fall());
      this.state =
          ScriptState.first(config.name(), config.interval().toNanos(), riseFall, loop.nanoTime());
    }

    void begin() {
      if (config.initFail()) {
        listener.failedAtFirst(config.name(), NOT_RUN_YET, state.changedAt());
      } else {
        listener.verdict(config.name(), state.verdict(), NOT_RUN_YET, state.changedAt());
      }
      due();
    }

    void end() {
      closed = true;
      if (timer != null) {
        timer.cancel();
      }
      if (run != null) {
        run.stop();
      }
    }

    private void due() {
      if (closed) {
        return;
      }
      boolean busy = state.running();
      state = state.due(loop.nanoTime());
      timer = loop.at(state.nextRunAt(), this::due);
      if (!busy) {
        skipping = false;
        run = loop.run(argv, timeout(), this);
      } else if (!skipping) {
        skipping = true; // once per run; the count shows how often
        LOG.warn("VRRP_Script({}) is still running, skipping until it ends", config.name());
      }
    }

    private Duration timeout() {
      return config.timeout().isZero() ? config.interval() : config.timeout();
    }

    @Override
    public void outcome(ScriptOutcome outcome, String output) {
      if (closed) {
        return;
      }
      var before = state;
      state = before.withOutcome(outcome, output, loop.nanoTime());
      log(before.last(), outcome, output, before.verdict() != state.verdict());
      boolean confirms = isFirst && config.initFail() && isFailure(outcome);
      if (before.verdict() != state.verdict() || confirms) {
        isFirst = false;
        listener.verdict(config.name(), state.verdict(), outcome.words(), state.changedAt());
      }
    }

    private static boolean isFailure(ScriptOutcome outcome) {
      return !outcome.succeeded() && !(outcome instanceof ScriptOutcome.NotRun);
    }

    @Override
    public void ended() {
      run = null;
      state = state.ended();
    }

    /**
     * Logs in keepalived's words when the verdict changes, and other outcomes only when they differ
     * from the last one.
     */
    private void log(
        @Nullable ScriptOutcome before, ScriptOutcome outcome, String output, boolean decisive) {
      if (outcome instanceof ScriptOutcome.NotRun) {
        if (!(before instanceof ScriptOutcome.NotRun)) {
          LOG.warn("VRRP_Script({}) {}", config.name(), outcome.words());
        }
      } else if (decisive) {
        LOG.info("VRRP_Script({}) {}", config.name(), result(outcome));
        if (!output.isEmpty() && state.verdict() == Verdict.NOT_WELL) {
          LOG.info("VRRP_Script({}) wrote: {}", config.name(), lastLine(output));
        }
      } else if (!outcome.equals(before)) {
        LOG.info("VRRP_Script({}) {}{}", config.name(), result(outcome), doubt(outcome));
      }
    }

    private String doubt(ScriptOutcome outcome) {
      boolean believed = outcome.succeeded() == (state.verdict() == Verdict.WELL);
      return believed ? "" : ", not yet believed";
    }

    private static String result(ScriptOutcome outcome) {
      return switch (outcome) {
        case ScriptOutcome.TimedOut _ -> "timed out";
        case ScriptOutcome.Exited _,
            ScriptOutcome.Killed _,
            ScriptOutcome.Unstartable _,
            ScriptOutcome.NotRun _ ->
            outcome.succeeded() ? "succeeded" : "failed (" + outcome.words() + ")";
      };
    }

    private static String lastLine(String output) {
      return output.substring(output.lastIndexOf('\n') + 1);
    }
  }
}
