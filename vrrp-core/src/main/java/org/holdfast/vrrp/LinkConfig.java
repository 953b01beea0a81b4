package org.holdfast.vrrp;

import java.time.Duration;

/**
 * How changes of one link are taken.
 *
 * @param downDelay how long the link must be down before it counts as down; zero: at once
 * @param upDelay how long the link must be up again before it counts as up; zero: at once
 * @param carrier what tells whether the link has a carrier
 */
public record LinkConfig(Duration downDelay, Duration upDelay, CarrierSource carrier) {

  /** Every change counts at once, as the kernel reports it. */
  public static final LinkConfig DEFAULT =
      new LinkConfig(Duration.ZERO, Duration.ZERO, CarrierSource.KERNEL);

  /** Whether some changes do not count at once. */
  public boolean isDelayed() {
    return !downDelay.isZero() || !upDelay.isZero();
  }
}
