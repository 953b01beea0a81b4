package org.holdfast.vrrp.io;

import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.io.InstanceStatus.TakeoverStatus;
import org.jspecify.annotations.Nullable;

/**
 * When the steps of an instance's last takeover were done: instants of the monotonic clock, {@link
 * Times#NEVER} for what has not been. Owned by the kernel loop.
 */
final class TakeoverTimes {

  private @Nullable Promotion promotion;
  private long readyAt = Times.NEVER;

  /**
   * How an instance became master, as the election loop knows it.
   *
   * @param lastSignAt when the master before was heard last, or this one began to wait
   * @param dueAt when the promotion was due: the deadline that passed, or the news that came
   * @param advertisedAt when the first advert was out
   */
  record Promotion(long lastSignAt, long dueAt, long advertisedAt) {}

  /** A takeover begins. */
  void begin(Promotion anew) {
    promotion = anew;
    readyAt = Times.NEVER;
  }

  /** What serves behind the addresses is ready, or is not waited for any longer. */
  void ready(long now) {
    readyAt = now;
  }

  /** The last takeover; null before the first. */
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
