package org.holdfast.time;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task later. */
@FunctionalInterface
public interface Later {

  /**
   * Returns at once, and runs the task after a span of time.
   *
   * @param afterNanos the span in nanoseconds
   */
  void run(long afterNanos, Runnable task);

  /** Runs each task on a thread of its own. */
  static Later onThreads() {
    return (afterNanos, task) ->
        CompletableFuture.delayedExecutor(
                afterNanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
            .execute(task);
  }
}
