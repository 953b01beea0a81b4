package org.holdfast.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.linux.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One look for all who ask. A look never begins before the one before it has ended, nor sooner than
 * {@link #LEAST_NANOS} after its beginning, nor before four times its duration have passed; all who
 * ask meanwhile share the next one. So an answer is never older than its question, the work does
 * not grow with the number of questions, and where nobody asks there is none. Any thread.
 *
 * @param <T> what is seen; a value, as many hold it
 */
final class Paced<T> {

  /** Between the beginnings of two looks. */
  static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A fifth of a processor at most, however long a look takes. */
  private static final long REST = 4;

  private static final long PATIENCE_SECONDS = 5;

  /** Runs a task later. */
  @FunctionalInterface
  interface Later {
    void run(long afterNanos, Runnable task);

    /** On a thread for each task. */
    static Later onThreads() {
      return (afterNanos, task) ->
          CompletableFuture.delayedExecutor(
                  afterNanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
              .execute(task);
    }
  }

  private final Supplier<CompletableFuture<T>> look;
  private final NanoClock clock;
  private final Later later;
  private @Nullable CompletableFuture<T> next;
  private boolean looking;
  private boolean looked;
  private long notBefore;

  /**
   * @param look asks the agent's parts; comes back at once
   */
  Paced(Supplier<CompletableFuture<T>> look, NanoClock clock, Later later) {
    this.look = look;
    this.clock = clock;
    this.later = later;
  }

  /**
   * What the next look sees; failed when it takes longer than five seconds. It is shared, and
   * cannot be completed by those who hold it.
   */
  CompletableFuture<T> ask() {
    CompletableFuture<T> asked;
    long wait;
    synchronized (this) {
      if (next != null) {
        return next.copy();
      }
      next = new CompletableFuture<T>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
      asked = next.copy();
      if (looking) {
        return asked;
      }
      wait = takeTurn();
    }
    begin(wait);
    return asked;
  }

  /** In how many nanoseconds the next look may begin. */
  private long takeTurn() {
    looking = true;
    return looked ? Math.max(0, notBefore - clock.nanos()) : 0;
  }

  private void begin(long wait) {
    if (wait == 0) {
      begin();
    } else {
      later.run(wait, this::begin);
    }
  }

  private void begin() {
    CompletableFuture<T> askers;
    long began;
    synchronized (this) {
      askers = next;
      next = null;
      began = clock.nanos();
    }
    CompletableFuture<T> seen;
    try {
      seen = look.get();
    } catch (RuntimeException failure) {
      seen = CompletableFuture.failedFuture(failure);
    }
    var _ = seen.whenComplete((value, failure) -> ended(began, askers, value, failure));
  }

  private void ended(
      long began,
      @Nullable CompletableFuture<T> askers,
      @Nullable T value,
      @Nullable Throwable failure) {
    long wait = -1;
    synchronized (this) {
      long now = clock.nanos();
      looking = false;
      looked = true;
      long took = now - began;
      notBefore = now + Math.max(LEAST_NANOS - took, REST * took);
      if (next != null) {
        wait = takeTurn();
      }
    }
    if (askers != null && failure != null) {
      askers.completeExceptionally(failure);
    } else if (askers != null) {
      askers.complete(value);
    }
    if (wait >= 0) {
      begin(wait);
    }
  }
}
