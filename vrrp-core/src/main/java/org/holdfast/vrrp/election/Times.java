package org.holdfast.vrrp.election;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Helpers for instants and spans of the monotonic clock, in nanoseconds. Instants are compared by
 * subtraction only.
 */
public final class Times {

  /** Stands for an instant that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  private Times() {}

  /** Whether {@code instant} has come at {@code now}. */
  public static boolean reached(long instant, long now) {
    return instant != NEVER && now - instant >= 0;
  }

  /** Whether {@code instant} is later than {@code now}. */
  static boolean ahead(long instant, long now) {
    return instant != NEVER && now - instant < 0;
  }

  /** The earlier of two instants; {@link #NEVER} is later than all others. */
  static long earlier(long a, long b) {
    if (a == NEVER || b == NEVER) {
      return a == NEVER ? b : a;
    }
    return a - b <= 0 ? a : b;
  }

  /** A span for readers, such as {@code 3.609 s} or {@code 61 ms}. */
  static String inWords(long nanos) {
    return nanos < 1_000_000_000L
        ? BigDecimal.valueOf(nanos, 6).setScale(0, RoundingMode.HALF_UP) + " ms"
        : BigDecimal.valueOf(nanos, 9).setScale(3, RoundingMode.HALF_UP) + " s";
  }
}
