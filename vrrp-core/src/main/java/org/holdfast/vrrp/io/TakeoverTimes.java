package org.holdfast.vrrp.io;

import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.io.InstanceStatus.TakeoverStatus;
import org.jspecify.annotations.Nullable;

/**
 * The instants at which the steps of an instance's last takeover were done, on the monotonic clock;
 * {@link Times#NEVER} for a step not done. Owned by the kernel loop.
 */
final class TakeoverTimes {

  private @Nullable Promotion promotion;
  private long readyAt = Times.NEVER;

  /**
   * The promotion of an instance to master, as the election loop recorded it.
   *
   * @param lastSignAt when the previous master was last heard, or this instance began to wait for
   *     one
   * @param dueAt when the promotion was due: the deadline that passed, or the instant of the event
   *     that caused it
   * @param advertisedAt when the first advert was sent
   */
  record Promotion(long lastSignAt, long dueAt, long advertisedAt) {}

  /** Begins a takeover. */
  void begin(Promotion next) {
    promotion = next;
    readyAt = Times.NEVER;
  }

  /** Records that the services behind the addresses are ready, or are no longer waited for. */
  void ready(long now) {
    readyAt = now;
  }

  /** Returns the last takeover; null before the first. */
  @Nullable TakeoverStatus status(Campaign campaign) {
    var last = promotion;
    if (last == null) {
      return null;
    }
    boolean through = readyAt != Times.NEVER;
    return new TakeoverStatus(
        (last.dueAt() - last.lastSignAt()) / 1e9,
        (last.advertisedAt() - last.dueAt()) / 1e9,
        since(last, readyAt),
        since(last, through ? campaign.startedAt() : Times.NEVER),
        since(last, through ? campaign.firstSentAt() : Times.NEVER));
  }

  private static @Nullable Double since(Promotion promotion, long instant) {
    return instant == Times.NEVER ? null : (instant - promotion.dueAt()) / 1e9;
  }
}
