package org.holdfast.linux.loop;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The single timer of a state machine whose state gives its next deadline. Confined to the loop's
 * thread.
 *
 * <p>When the deadline moves to a later instant, the armed timer is left as it is, fires early, and
 * is armed again by the owner. This avoids rearming the timer for each packet. The owner must
 * therefore check its state for what is due and not infer it from the timer.
 */
public final class DeadlineTimer {

  private final EventLoop loop;
  private final NanoClock clock;
  private final Runnable owner;
  private final Runnable ring = this::fire;
  private @Nullable Future<?> set;
  private long dueAt;

  /**
   * Creates a timer that is not set.
   *
   * @param clock the clock of the deadlines
   * @param owner run on the loop when the timer fires; sets the timer again if another deadline
   *     follows
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

  private void fire() {
    set = null;
    owner.run();
  }
}
