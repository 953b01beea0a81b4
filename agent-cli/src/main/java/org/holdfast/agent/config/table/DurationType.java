package org.holdfast.agent.config.table;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A time with its unit: {@code 100ms}, {@code 1.5s}, {@code 2m}; {@code 0} needs no unit. */
public final class DurationType extends Scalar<Duration> {

  private static final String[] UNITS = {"us", "ms", "s", "m", "h"};
  private static final long[] NANOS = {
    1_000, 1_000_000, 1_000_000_000, 60_000_000_000L, 3_600_000_000_000L
  };

  /** The value of {@code forever}. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private static final String FOREVER_WORD = "forever";

  private final Duration least;
  private final Duration most;
  private final boolean takesForever;

  private DurationType(Duration least, Duration most, boolean takesForever) {
    this.least = least;
    this.most = most;
    this.takesForever = takesForever;
  }

  public static DurationType from(Duration least, Duration most) {
    return new DurationType(least, most, false);
  }

  public static DurationType upTo(Duration most) {
    return new DurationType(Duration.ZERO, most, false);
  }

  /** Returns a type that also accepts {@code forever}. */
  public DurationType orForever() {
    return new DurationType(least, most, true);
  }

  /** Returns the shortest time. */
  public Duration least() {
    return least;
  }

  /** Returns the longest time. */
  public Duration most() {
    return most;
  }

  @Override
  @Nullable Duration parse(String text) {
    if (takesForever && text.equals(FOREVER_WORD)) {
      return FOREVER;
    }
    var duration = read(text);
    return duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0
        ? null
        : duration;
  }

  private static @Nullable Duration read(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    int end = 0;
    int point = -1;
    long digits = 0;
    while (end < text.length() && end < 13) {
      char c = text.charAt(end);
      if (c == '.' && point < 0 && end > 0) {
        point = end;
      } else if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
      } else {
        break;
      }
      end++;
    }
    if (end == 0 || point == end - 1) {
      return null;
    }
    for (int i = 0; i < UNITS.length; i++) {
      if (text.substring(end).equals(UNITS[i])) {
        return scaled(digits, point < 0 ? 0 : end - point - 1, NANOS[i]);
      }
    }
    return null;
  }

  /** Returns null for fractions of a nanosecond and for more than 292 years. */
  private static @Nullable Duration scaled(long digits, int decimals, long unit) {
    long divisor = 1;
    for (int i = 0; i < decimals; i++) {
      divisor *= 10;
    }
    if (digits > Long.MAX_VALUE / unit || digits * unit % divisor != 0) {
      return null;
    }
    return Duration.ofNanos(digits * unit / divisor);
  }

  @Override
  String remedy(String text) {
    boolean bare = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bare &= (c >= '0' && c <= '9') || c == '.';
    }
    return bare && read(text + "s") != null
        ? "; the unit is missing: write " + text + "s for seconds"
        : "";
  }

  @Override
  public String text(Duration value) {
    if (value.equals(FOREVER)) {
      return FOREVER_WORD;
    }
    var usual = words(value);
    return value.equals(read(usual))
        ? usual
        : BigDecimal.valueOf(value.toNanos(), 3).stripTrailingZeros().toPlainString() + "us";
  }

  @Override
  public String expected() {
    return "a time from "
        + words(least)
        + " to "
        + words(most)
        + ", such as 1s or 100ms"
        + (takesForever ? ", or forever" : "");
  }

  /** Returns the time as an operator would write it. */
  public static String words(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    long nanos = duration.toNanos();
    for (int i = UNITS.length - 1; i > 0; i--) {
      if (nanos % NANOS[i] == 0 && (nanos < NANOS[2] || i >= 2)) {
        return nanos / NANOS[i] + UNITS[i];
      }
    }
    boolean seconds = nanos > NANOS[2];
    var decimal = BigDecimal.valueOf(nanos, seconds ? 9 : 6).stripTrailingZeros();
    return decimal.toPlainString() + (seconds ? "s" : "ms");
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    var text =
        fragment(
            "type",
            "string",
            "pattern",
            takesForever
                ? "^([0-9]+(\\.[0-9]+)?(us|ms|s|m|h)|0|forever)$"
                : "^([0-9]+(\\.[0-9]+)?(us|ms|s|m|h)|0)$");
    return least.isZero() ? fragment("anyOf", List.of(text, fragment("const", 0))) : text;
  }
}
