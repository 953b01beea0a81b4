package org.holdfast.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The form of a wall-clock time in the log and on screens: RFC 3339 with milliseconds, in the
 * host's time zone, such as {@code 2026-11-29T18:39:17.394+01:00}.
 *
 * <p>Written without a date formatter, which takes tens of milliseconds at its first use.
 */
public final class ClockTime {

  private static final long DAY = 86_400;
  private static final String UTC = "+00:00";

  private ClockTime() {}

  /** Returns the time in the host's zone. */
  public static String of(Instant instant) {
    return of(instant, ZoneId.systemDefault());
  }

  /** Returns the time in a zone. */
  public static String of(Instant instant, ZoneId zone) {
    int offset = zone.getRules().getOffset(instant).getTotalSeconds();
    long local = instant.getEpochSecond() + offset;
    int second = (int) Math.floorMod(local, DAY);
    return LocalDate.ofEpochDay(Math.floorDiv(local, DAY))
        + "T"
        + time(second)
        + "."
        + String.valueOf(1000 + instant.getNano() / 1_000_000).substring(1)
        + zone(offset);
  }

  /**
   * Returns the time in the host's zone in the form of the status's JSON: like {@link
   * #of(Instant)}, but with {@code Z} for UTC.
   */
  public static String inJson(Instant instant) {
    return inJson(instant, ZoneId.systemDefault());
  }

  static String inJson(Instant instant, ZoneId zone) {
    var text = of(instant, zone);
    return text.endsWith(UTC) ? text.substring(0, text.length() - UTC.length()) + "Z" : text;
  }

  private static String time(int second) {
    return two(second / 3600) + ":" + two(second / 60 % 60) + ":" + two(second % 60);
  }

  private static String zone(int offset) {
    int minutes = Math.abs(offset) / 60;
    return (offset < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
