package org.holdfast.vrrp.election;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Instants and spans of the monotonic clock, in nanoseconds. Instants are compared by subtraction
 * only.
 */
public final class Times {

  /** In place of an instant: it does not come. */
  public static final long NEVER = Long.MAX_VALUE;

  private Times() {}

  /** Whether {@code instant} has come at {@code now}. */
  public static boolean reached(long instant, long now) {
    return instant != NEVER && now - instant >= 0;
  }

  /** Whether {@code instant} is still to come at {@code now}. */
  static boolean ahead(long instant, long now) {
    return instant != NEVER && now - instant < 0;
  }

  /** Whichever comes first. */
  static long earlier(long a, long b) {
    if (a == NEVER || b == NEVER) {
      return a == NEVER ? b : a;
    }
    return a - b <= 0 ? a : b;
  }

  /** A span for readers, {@code 3.609 s} or {@code 61 ms}. */
  static String inWords(long nanos) {
    return nanos < 1_000_000_000L
        ? BigDecimal.valueOf(nanos, 6).setScale(0, RoundingMode.HALF_UP) + " ms"
        : BigDecimal.valueOf(nanos, 9).setScale(3, RoundingMode.HALF_UP) + " s";
  }
}
