package org.holdfast.agent.notify;

import java.time.Duration;
import java.util.List;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.health.script.ScriptRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that reads a FIFO. If the program ends, it is restarted, after growing pauses if it
 * ended soon. Confined to the script loop's thread.
 *
 * <p>Differs: keepalived starts the program once.
 */
final class FifoReader implements ScriptRun.Listener {

  private static final Logger log = LoggerFactory.getLogger(FifoReader.class);

  /** A time limit that is never reached. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
  private static final long LONGEST_PAUSE_NANOS = 60 * FIRST_PAUSE_NANOS;

  private final ScriptLoop loop;
  private final List<String> command;
  private long startedNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;

  /**
   * @param command with the FIFO's path as its last argument
   */
  FifoReader(ScriptLoop loop, List<String> command) {
    this.loop = loop;
    this.command = List.copyOf(command);
  }

  /** Starts the program; it ends with the loop. */
  void start() {
    startedNanos = loop.nanoTime();
    var _ = loop.run(command, FOR_EVER, this);
  }

  @Override
  public void outcome(ScriptOutcome outcome, String output) {
    boolean lasted = loop.nanoTime() - startedNanos >= LONGEST_PAUSE_NANOS;
    pauseNanos = lasted ? FIRST_PAUSE_NANOS : Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    log.warn(
        "FIFO reader {} has ended ({}); it is started again in {} s{}",
        command.getFirst(),
        outcome.words(),
        pauseNanos / FIRST_PAUSE_NANOS,
        output.isEmpty() ? "" : ", wrote: " + output);
  }

  @Override
  public void ended() {
    var _ = loop.at(loop.nanoTime() + pauseNanos, this::start);
  }
}
