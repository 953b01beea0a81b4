package org.holdfast.health;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a check runs, and how many results change its verdict.
 *
 * @param interval time between the starts of two runs (keepalived's delay_loop)
 * @param timeout limit for a whole run, including all its exchanges
 * @param retries further failures in a row, after the first, that do not change the verdict of a
 *     good server (keepalived's retry)
 * @param retryDelay time between a forgiven failure and the next run (delay_before_retry)
 * @param rise successes in a row that make a failed server good again
 * @param fastInterval time between runs while a failed server's successes are counted, and before
 *     the first result; null for {@code interval}
 * @param warmup the first run takes place at a random moment up to this long after the start
 * @param jitterPercent each interval is lengthened at random by up to this percentage, 0 to 100
 */
public record CheckTiming(
    Duration interval,
    Duration timeout,
    int retries,
    Duration retryDelay,
    int rise,
    @Nullable Duration fastInterval,
    Duration warmup,
    int jitterPercent) {

  public CheckTiming {
    if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "interval: " + interval + ", timeout: " + timeout + " (expected: above 0)");
    }
    if (retries < 0 || rise < 1) {
      throw new IllegalArgumentException(
          "retries: " + retries + " (expected: >= 0), rise: " + rise + " (expected: >= 1)");
    }
    if (retryDelay.isNegative() || warmup.isNegative()) {
      throw new IllegalArgumentException(
          "retry delay: " + retryDelay + ", warm-up: " + warmup + " (expected: 0 or more)");
    }
    if (fastInterval != null && (fastInterval.isNegative() || fastInterval.isZero())) {
      throw new IllegalArgumentException("fast interval: " + fastInterval + " (expected: above 0)");
    }
    if (jitterPercent < 0 || jitterPercent > 100) {
      throw new IllegalArgumentException("jitter: " + jitterPercent + "% (expected: 0..100)");
    }
  }
}
