package org.holdfast.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The form of all wall-clock times that leave the agent: RFC 3339 in the host's time zone. The log
 * and JSON have milliseconds, such as {@code 2026-11-29T18:39:17.394+01:00}. Sentences and screens
 * leave them out, and a screen under a header that gives date and zone leaves these out too.
 *
 * <p>Written without a date formatter, which takes tens of milliseconds at its first use.
 */
public final class ClockTime {

  private static final long DAY = 86_400;

  private static final int DATE_LENGTH = "2026-11-29".length();
  private static final int SECONDS_LENGTH = "2026-11-29T18:39:17".length();
  private static final int ZONE_AT = "2026-11-29T18:39:17.394".length();

  private ClockTime() {}

  /** Returns the time in the host's zone, for the log and for JSON. */
  public static String of(Instant instant) {
    return of(instant, ZoneId.systemDefault());
  }

  /** Returns the time in a zone, for the log and for JSON. */
  public static String of(Instant instant, ZoneId zone) {
    int offset = zone.getRules().getOffset(instant).getTotalSeconds();
    long local = instant.getEpochSecond() + offset;
    int second = (int) Math.floorMod(local, DAY);
    int millis = instant.getNano() / 1_000_000;
    // In one text, because a report has a time for each server.
    var text = new StringBuilder(SECONDS_LENGTH + 10);
    text.append(LocalDate.ofEpochDay(Math.floorDiv(local, DAY))).append('T');
    append(text, second / 3600).append(':');
    append(text, second / 60 % 60).append(':');
    append(text, second % 60).append('.').append(millis / 100);
    append(text, millis % 100).append(offset < 0 ? '-' : '+');
    int minutes = Math.abs(offset) / 60;
    append(text, minutes / 60).append(':');
    return append(text, minutes % 60).toString();
  }

  /**
   * Returns the time in a zone to the second, for a sentence: {@code 2026-11-29T18:39:17+01:00}.
   */
  public static String seconds(Instant instant, ZoneId zone) {
    return seconds(of(instant, zone));
  }

  /**
   * Returns a time to the second.
   *
   * @param time a result of {@link #of(Instant)}; any other text is returned as it is
   */
  public static String seconds(String time) {
    return isTime(time) ? time.substring(0, SECONDS_LENGTH) + time.substring(ZONE_AT) : time;
  }

  /**
   * Returns what a time adds to a header that gives another time: {@code 18:39:17}, and {@code
   * 2026-11-29T18:39:17} on another day. The zone stands only if it differs, as it does after the
   * clocks were put forward or back.
   *
   * @param time a result of {@link #of(Instant)}; any other text is returned as it is
   * @param header the header's time in the same form
   */
  public static String under(String time, String header) {
    if (!isTime(time) || !isTime(header) || !zone(time).equals(zone(header))) {
      return seconds(time);
    }
    boolean isThatDay = time.startsWith(header.substring(0, DATE_LENGTH));
    return time.substring(isThatDay ? DATE_LENGTH + 1 : 0, SECONDS_LENGTH);
  }

  private static boolean isTime(String text) {
    return text.length() > ZONE_AT && text.charAt(SECONDS_LENGTH) == '.';
  }

  private static String zone(String time) {
    return time.substring(ZONE_AT);
  }

  private static StringBuilder append(StringBuilder text, int number) {
    return text.append(number / 10).append(number % 10);
  }
}
