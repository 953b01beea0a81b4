package org.holdfast.linux.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The single timer of a state machine whose state gives its next deadline. Used on the loop's
 * thread only.
 *
 * <p>When the deadline moves later, the armed timer stays: it fires early, and the owner arms it
 * again. That saves rearming it for each packet. The owner must therefore ask its state what is due
 * and never infer it from the timer.
 */
public final class DeadlineTimer {

  private final EventLoop loop;
  private final NanoClock clock;
  private final Runnable owner;
  private final Runnable ring = this::ring;
  private @Nullable Future<?> set;
  private long dueAt;

  /**
   * Creates a timer that is not set.
   *
   * @param clock the clock of the deadlines
   * @param owner run on the loop when the timer fires; sets it again if anything is still to come
   */
  public DeadlineTimer(EventLoop loop, NanoClock clock, Runnable owner) {
    this.loop = loop;
    this.clock = clock;
    this.owner = owner;
  }

  /** Fires at {@code deadlineAt} or earlier; at once when the deadline has passed. */
  public void at(long deadlineAt) {
    if (isLaterThan(deadlineAt)) {
      set(deadlineAt, clock.nanos());
    }
  }

  /** Like {@link #at(long)}, for a caller that has just read the clock. */
  public void at(long deadlineAt, long nowNanos) {
    if (isLaterThan(deadlineAt)) {
      set(deadlineAt, nowNanos);
    }
  }

  private boolean isLaterThan(long deadlineAt) {
    return set == null || dueAt - deadlineAt > 0;
  }

  private void set(long deadlineAt, long nowNanos) {
    if (set != null) {
      set.cancel(false);
    }
    dueAt = deadlineAt;
    set = loop.schedule(ring, Math.max(0, deadlineAt - nowNanos), TimeUnit.NANOSECONDS);
  }

  /** Disarms the timer until it is set again. */
  public void off() {
    if (set != null) {
      set.cancel(false);
      set = null;
    }
  }

  private void ring() {
    set = null;
    owner.run();
  }
}
