package org.holdfast.agent.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the election loop still turns. A thread looks at regular intervals: if the loop
 * has answered the last question, the thread reports this to the service manager and asks again;
 * after a number of looks in a row without an answer, the loop counts as hung.
 *
 * <p>Time is measured in looks of a running thread and never by a clock. An agent that was stopped
 * as a whole (SIGSTOP, a frozen container, a suspended virtual machine) and a clock that jumps
 * therefore cost at most one look. At most one question waits in the loop's queue.
 */
public final class Watchdog implements AutoCloseable {

  /**
   * The time after which a loop counts as hung if the service manager does not set one. Peers have
   * long taken over by then; a shorter time would only risk to end an agent whose largest tasks,
   * such as a reload with a thousand instances, take seconds on an overloaded host.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final int FEWEST_LOOKS = 4;

  private final Executor loop;
  private final Listener listener;
  private final Duration pause;
  private final int looks;
  private final Thread watcher;
  private int unanswered;
  private volatile boolean answered;
  private volatile @Nullable Thread loopThread;

  /** Is told of each look's result, on the watching thread. */
  public interface Listener {

    /** The loop has turned since the last look. */
    void turns();

    /**
     * The loop hangs. The watchdog does not look again.
     *
     * @param since the time for which it has not turned
     * @param loopThread the loop's thread; null if it has never turned
     */
    void hangs(Duration since, @Nullable Thread loopThread);
  }

  Watchdog(Executor loop, Optional<Duration> limit, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    // The agent ends itself, with the reason in its log, before the service manager's time is up.
    // In nanoseconds, because Duration multiplies and divides as BigDecimal, which a start would
    // load.
    long patience = limit.map(whole -> whole.toNanos() / 4 * 3).orElse(PATIENCE.toNanos());
    long nanos = Math.min(patience / FEWEST_LOOKS, LONGEST_PAUSE.toNanos());
    pause = Duration.ofNanos(nanos);
    looks = (int) Math.max(1, patience / nanos);
    watcher = Thread.ofPlatform().name("watchdog").daemon().unstarted(this::watch);
  }

  /**
   * Starts to watch.
   *
   * @param loop runs a task on the loop; does not wait for it
   * @param limit the service manager's time limit; empty if it does not watch the agent
   */
  public static Watchdog start(Executor loop, Optional<Duration> limit, Listener listener) {
    var watchdog = new Watchdog(loop, limit, listener);
    watchdog.ask();
    watchdog.watcher.start();
    return watchdog;
  }

  /** Returns the time between two looks. */
  Duration pause() {
    return pause;
  }

  private void watch() {
    try {
      do {
        Thread.sleep(pause);
      } while (look());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once; returns false if the loop hangs. */
  boolean look() {
    if (answered) {
      unanswered = 0;
      listener.turns();
      ask();
    } else if (++unanswered >= looks) {
      listener.hangs(pause.multipliedBy(looks), loopThread);
      return false;
    }
    return true;
  }

  /** Asks the loop to answer; a loop whose thread has ended never does. */
  void ask() {
    answered = false;
    try {
      loop.execute(this::answer);
    } catch (RejectedExecutionException ended) {
      // It counts as hung unless the agent ends, and closes this watchdog, before then.
    }
  }

  private void answer() {
    loopThread = Thread.currentThread();
    answered = true;
  }

  /** Stops watching; returns at once. */
  @Override
  public void close() {
    watcher.interrupt();
  }
}
