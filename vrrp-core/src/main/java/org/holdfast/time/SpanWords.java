package org.holdfast.time;

import java.util.Locale;

/** Spans of time in the words of screens and messages. */
public final class SpanWords {

  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private SpanWords() {}

  /**
   * Returns for how long something has been so, in whole seconds and at most two units: {@code 8
   * s}, {@code 12 min 5 s}, {@code 3 h}.
   *
   * @param seconds a negative span counts as zero
   */
  public static String age(double seconds) {
    long whole = Math.max(0, Math.round(seconds));
    if (whole < MINUTE) {
      return whole + " s";
    }
    if (whole < HOUR) {
      return whole / MINUTE + " min" + part(whole % MINUTE, "s");
    }
    return whole < DAY
        ? whole / HOUR + " h" + part(whole % HOUR / MINUTE, "min")
        : whole / DAY + " d" + part(whole % DAY / HOUR, "h");
  }

  /**
   * Returns the length of a timer, an interval or a measurement. Below a minute it has milliseconds
   * or hundredths of a second: {@code 61 ms}, {@code 3.61 s}, {@code 12 min 5 s}.
   */
  public static String exact(double seconds) {
    if (Math.abs(seconds) < 0.9995) {
      return Math.round(seconds * 1000) + " ms";
    }
    return seconds < 59.995 ? String.format(Locale.ROOT, "%.2f s", seconds) : age(seconds);
  }

  private static String part(long number, String unit) {
    return number == 0 ? "" : " " + number + " " + unit;
  }
}
