package org.holdfast.agent.process;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.holdfast.agent.config.ProcessTerms.RealTimeTerms;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the real-time priority of the election's threads by one whenever the election loop runs
 * late (keepalived's max_auto_priority). The priority is never lowered before a restart. A thread
 * asks the loop for an answer once a second; without a highest priority there is no thread.
 */
final class AutomaticPriority implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AutomaticPriority.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Executor loop;
  private final NanoClock clock;
  private final IntConsumer priority;
  private RealTimeTerms terms = RealTimeTerms.DEFAULT;
  private int current;
  private boolean asked;
  private final RepeatedLook asking = new RepeatedLook("auto-priority", PAUSE, this::askAndRest);

  /**
   * @param loop runs a task on the election loop; does not wait for it
   * @param priority gives the election's threads that real-time priority; called on the loop
   */
  AutomaticPriority(Executor loop, NanoClock clock, IntConsumer priority) {
    this.loop = loop;
    this.clock = clock;
    this.priority = priority;
  }

  /**
   * Follows a configuration.
   *
   * @param configured the priority that the threads have from the start; 0 for none
   */
  synchronized void follow(RealTimeTerms next, int configured) {
    terms = next;
    current = Math.max(current, configured);
    asking.follow(terms.highest() > 0);
  }

  private Duration askAndRest() {
    ask();
    return PAUSE;
  }

  /** Asks the loop to answer, unless it still owes an answer. */
  synchronized void ask() {
    if (asked) {
      return;
    }
    asked = true;
    long askedAt = clock.nanos();
    try {
      loop.execute(() -> answered(askedAt));
    } catch (RejectedExecutionException ended) {
      // the agent ends
    }
  }

  private synchronized void answered(long askedAt) {
    asked = false;
    long lateNanos = clock.nanos() - askedAt;
    if (lateNanos < terms.lateness().toNanos() || current >= terms.highest()) {
      return;
    }
    current++;
    log.warn(
        "The election loop ran {} ms late: its real-time priority is now {}",
        lateNanos / 1_000_000,
        current);
    priority.accept(current);
  }

  @Override
  public void close() {
    asking.close();
  }
}
