package org.holdfast.agent.answers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.holdfast.linux.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * One look for all who ask. A look never begins before the one before it has ended and the pace
 * allows it; all who ask meanwhile share the next one. So an answer is never older than its
 * question, the work does not grow with the number of questions, and where nobody asks there is
 * none. Any thread.
 *
 * @param <T> what is seen; a value, as many hold it
 */
public final class Paced<T> {

  /**
   * How fast looks follow each other.
   *
   * @param leastNanos between the beginnings of two looks
   * @param rest after a look, in its durations: 4 for a fifth of the time; a second at most
   * @param patienceSeconds for which a question waits
   */
  public record Pace(long leastNanos, int rest, long patienceSeconds) {

    /** For snapshots. */
    public static final Pace SNAPSHOTS = new Pace(TimeUnit.MILLISECONDS.toNanos(100), 4, 10);

    /** For what reads the configuration's file but changes nothing. */
    public static final Pace PREVIEWS = new Pace(0, 1, 120);

    /** For what has to be done: as soon as the one before it is over. */
    public static final Pace RELOADS = new Pace(0, 0, TimeUnit.HOURS.toSeconds(1));
  }

  /** However long a look has taken: those who ask are waiting. */
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

  /** Runs a task later. */
  @FunctionalInterface
  public interface Later {
    void run(long afterNanos, Runnable task);

    /** On a thread for each task. */
    public static Later onThreads() {
      return (afterNanos, task) ->
          CompletableFuture.delayedExecutor(
                  afterNanos, TimeUnit.NANOSECONDS, Thread::startVirtualThread)
              .execute(task);
    }
  }

  private final Supplier<CompletableFuture<T>> look;
  private final NanoClock clock;
  private final Later later;
  private final Pace pace;
  private @Nullable CompletableFuture<T> next;
  private boolean looking;
  private boolean looked;
  private long notBefore;

  /**
   * @param look asks the agent's parts; comes back at once
   */
  public Paced(Supplier<CompletableFuture<T>> look, NanoClock clock, Later later, Pace pace) {
    this.pace = pace;
    this.look = look;
    this.clock = clock;
    this.later = later;
  }

  /**
   * What the next look sees; failed when that takes longer than the patience. It is shared, and
   * cannot be completed by those who hold it.
   */
  public CompletableFuture<T> ask() {
    CompletableFuture<T> asked;
    long wait;
    synchronized (this) {
      if (next != null) {
        return next.copy();
      }
      next = new CompletableFuture<T>().orTimeout(pace.patienceSeconds(), TimeUnit.SECONDS);
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
    } catch (RuntimeException | Error failure) {
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
      notBefore =
          now + Math.max(pace.leastNanos() - took, Math.min(pace.rest() * took, LONGEST_REST));
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
