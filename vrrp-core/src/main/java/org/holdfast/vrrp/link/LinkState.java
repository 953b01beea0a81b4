package org.holdfast.vrrp.link;

import java.time.Duration;
import org.holdfast.vrrp.LinkConfig;
import org.holdfast.vrrp.election.Times;

/**
 * Whether a link counts as up. A change counts only when it has lasted for the link's delay, so
 * that a link that goes down and comes back within the delay moves no instance. All instants are of
 * one monotonic clock.
 *
 * @param up whether the link counts as up
 * @param wasUp whether it has counted as up since it exists. Until then it counts as up at once, so
 *     that a delay does not postpone the start
 * @param turnsAt when the opposite of {@code up} will count; {@link Times#NEVER} unless the link is
 *     reported to be the opposite
 * @param since when that report came; meaningless without one
 */
public record LinkState(boolean up, boolean wasUp, long turnsAt, long since) {

  /** Returns the state of a link that has not been seen before. */
  public static LinkState first(boolean up) {
    return settled(up, up);
  }

  private static LinkState settled(boolean up, boolean wasUp) {
    return new LinkState(up, wasUp, Times.NEVER, 0);
  }

  /**
   * Returns the state after a report, which may say the same as the one before. Only {@link #at}
   * ends a delay.
   *
   * @param delays the link's settings. A change that is already waited for keeps its instant
   * @param longestDown the longest delay for which no router can miss a failure of the link
   */
  public LinkState reported(boolean reportedUp, LinkConfig delays, Duration longestDown, long now) {
    if (reportedUp == up) {
      return settled(up, wasUp);
    }
    if (isWaiting()) {
      return this;
    }
    var delay = reportedUp ? delays.upDelay() : shorter(delays.downDelay(), longestDown);
    return delay.isZero() || !wasUp
        ? settled(reportedUp, wasUp || reportedUp)
        : new LinkState(up, true, now + delay.toNanos(), now);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Returns the state at that instant, without further reports. */
  public LinkState at(long now) {
    return Times.reached(turnsAt, now) ? settled(!up, true) : this;
  }

  /** Whether the link is reported to be the opposite of what it counts as. */
  public boolean isWaiting() {
    return turnsAt != Times.NEVER;
  }
}
