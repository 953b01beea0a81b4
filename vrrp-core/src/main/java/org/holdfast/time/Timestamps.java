package org.holdfast.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * Formats times of day for people and programs, in the host's zone. By hand, because a date
 * formatter takes tens of milliseconds at its first use.
 */
public final class Timestamps {

  private static final ZoneId ZONE = ZoneId.systemDefault();

  private Timestamps() {}

  /**
   * Returns a timestamp of RFC 3339 with milliseconds in this host's zone, such as {@code
   * 2026-01-31T11:00:00.123+01:00}.
   */
  public static String rfc3339(Instant instant) {
    return rfc3339(instant, ZONE);
  }

  static String rfc3339(Instant instant, ZoneId zone) {
    var offset = zone.getRules().getOffset(instant);
    var local = LocalDateTime.ofInstant(instant, offset);
    return date(local)
        + "T"
        + clock(local)
        + "."
        + padded(local.get(ChronoField.MILLI_OF_SECOND), 3)
        + offsetText(offset);
  }

  private static String date(LocalDateTime local) {
    return padded(local.getYear(), 4)
        + "-"
        + padded(local.getMonthValue(), 2)
        + "-"
        + padded(local.getDayOfMonth(), 2);
  }

  private static String clock(LocalDateTime local) {
    return padded(local.getHour(), 2)
        + ":"
        + padded(local.getMinute(), 2)
        + ":"
        + padded(local.getSecond(), 2);
  }

  /** RFC 3339 knows no seconds in an offset; no zone has had any since 1972. */
  private static String offsetText(ZoneOffset offset) {
    int seconds = offset.getTotalSeconds();
    if (seconds == 0) {
      return "Z";
    }
    int minutes = Math.abs(seconds) / 60;
    return (seconds < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2);
  }

  private static String padded(int number, int digits) {
    var text = Integer.toString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }
}
