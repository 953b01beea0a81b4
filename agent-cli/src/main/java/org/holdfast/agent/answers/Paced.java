package org.holdfast.agent.answers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Shares one look at the agent among many requests. A look begins only after the previous one has
 * ended and when the pace allows it; all requests that arrive until then share it. A result is
 * therefore never older than its request, and the work does not grow with the number of requests;
 * without requests there is no work. Thread-safe.
 *
 * @param <T> the result of a look; an immutable value, because many requests share it
 */
public final class Paced<T> {

  /**
   * The rate of looks.
   *
   * @param leastNanos the minimum time between the starts of two looks
   * @param rest the pause after a look as a multiple of its duration: with 4, looks take a fifth of
   *     the time; at most a second
   * @param patienceSeconds how long a request waits
   */
  public record Pace(long leastNanos, int rest, long patienceSeconds) {

    /** The pace of snapshots. */
    public static final Pace SNAPSHOTS = new Pace(TimeUnit.MILLISECONDS.toNanos(100), 4, 10);

    /** The pace of requests that read the configuration's file but change nothing. */
    public static final Pace PREVIEWS = new Pace(0, 1, 120);

    /** The pace of reloads, each of which begins as soon as the previous one has ended. */
    public static final Pace RELOADS = new Pace(0, 0, TimeUnit.HOURS.toSeconds(1));
  }

  /** The longest pause, however long a look has taken, because requests are waiting. */
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<CompletableFuture<T>> look;
  private final NanoClock clock;
  private final Later later;
  private final Pace pace;
  private final UnaryOperator<CompletableFuture<T>> limited;
  private @Nullable CompletableFuture<T> next;
  private boolean looking;
  private boolean looked;
  private long notBefore;

  /**
   * @param look queries the agent's parts; returns at once
   */
  public Paced(Supplier<CompletableFuture<T>> look, NanoClock clock, Later later, Pace pace) {
    this(
        look, clock, later, pace, next -> next.orTimeout(pace.patienceSeconds(), TimeUnit.SECONDS));
  }

  /**
   * Like the public constructor.
   *
   * @param limited makes a future fail after the patience
   */
  Paced(
      Supplier<CompletableFuture<T>> look,
      NanoClock clock,
      Later later,
      Pace pace,
      UnaryOperator<CompletableFuture<T>> limited) {
    this.pace = pace;
    this.limited = limited;
    this.look = look;
    this.clock = clock;
    this.later = later;
  }

  /**
   * Returns the result of the next look; the future fails if that takes longer than the patience.
   * Callers share the future and cannot complete it.
   */
  public CompletableFuture<T> ask() {
    CompletableFuture<T> answer;
    long wait;
    synchronized (this) {
      if (next != null && !next.isDone()) { // it may have timed out while a look hung
        return next.copy();
      }
      next = limited.apply(new CompletableFuture<>());
      answer = next.copy();
      if (looking) {
        return answer;
      }
      wait = takeTurn();
    }
    begin(wait);
    return answer;
  }

  /** Returns the nanoseconds until the next look may begin. */
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
    CompletableFuture<T> answer;
    long began;
    synchronized (this) {
      answer = next;
      next = null;
      began = clock.nanos();
    }
    CompletableFuture<T> seen;
    try {
      seen = look.get();
    } catch (RuntimeException | Error failure) {
      seen = CompletableFuture.failedFuture(failure);
    }
    var _ = seen.whenComplete((value, failure) -> ended(began, answer, value, failure));
  }

  private void ended(
      long began,
      @Nullable CompletableFuture<T> answer,
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
    if (answer != null && failure != null) {
      answer.completeExceptionally(failure);
    } else if (answer != null) {
      answer.complete(value);
    }
    if (wait >= 0) {
      begin(wait);
    }
  }
}
