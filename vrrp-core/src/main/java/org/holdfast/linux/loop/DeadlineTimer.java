package org.holdfast.linux.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.holdfast.linux.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a machine whose state says when it wants to be looked at next. For its loop's
 * thread alone.
 *
 * <p>A deadline that has moved away is left to the timer that is set, which rings early, and whose
 * owner looks and sets it again: that saves setting it anew at each packet. So the owner always
 * asks its state what is due, never the timer.
 */
public final class DeadlineTimer {

  private final EventLoop loop;
  private final NanoClock clock;
  private final Runnable owner;
  private final Runnable ring = this::ring;
  private @Nullable Future<?> set;
  private long atNanos;

  /**
   * Not set yet.
   *
   * @param clock the one that deadlines are instants of
   * @param owner run on the loop when it rings; sets it again if anything is still to come
   */
  public DeadlineTimer(EventLoop loop, NanoClock clock, Runnable owner) {
    this.loop = loop;
    this.clock = clock;
    this.owner = owner;
  }

  /** Rings at {@code deadlineNanos} or before it; at once when that is past. */
  public void at(long deadlineNanos) {
    if (isLaterThan(deadlineNanos)) {
      set(deadlineNanos, clock.nanos());
    }
  }

  /** As {@link #at(long)}, for a caller who has just read the clock. */
  public void at(long deadlineNanos, long nowNanos) {
    if (isLaterThan(deadlineNanos)) {
      set(deadlineNanos, nowNanos);
    }
  }

  private boolean isLaterThan(long deadlineNanos) {
    return set == null || atNanos - deadlineNanos > 0;
  }

  private void set(long deadlineNanos, long nowNanos) {
    if (set != null) {
      set.cancel(false);
    }
    atNanos = deadlineNanos;
    set = loop.schedule(ring, Math.max(0, deadlineNanos - nowNanos), TimeUnit.NANOSECONDS);
  }

  /** Does not ring until it is set again. */
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
