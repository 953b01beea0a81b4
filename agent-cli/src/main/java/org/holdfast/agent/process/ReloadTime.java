package org.holdfast.agent.process;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the times of scheduled reloads, in the forms of keepalived's reload_time_file. */
final class ReloadTime {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<year>\\d{2}|\\d{4})-(?<month>\\d{2})-(?<day>\\d{2}) )?"
              + "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})(?<utc>Z)?");

  private static final int CENTURY = 2000;

  private ReloadTime() {}

  /**
   * Returns when to reload.
   *
   * @param line {@code HH:MM:SS}, {@code YY-MM-DD HH:MM:SS} or {@code YYYY-MM-DD HH:MM:SS}, with a
   *     Z at the end for UTC
   * @param now the present in the zone of times without a Z
   * @return a later instant; empty if the date is past
   * @throws DateTimeException if the line has none of these forms, or is no such time
   */
  static Optional<ZonedDateTime> of(String line, ZonedDateTime now) {
    var parts = FORM.matcher(line);
    if (!parts.matches()) {
      throw new DateTimeException("expected: HH:MM:SS or YYYY-MM-DD HH:MM:SS, with or without Z");
    }
    ZoneId zone = parts.group("utc") == null ? now.getZone() : ZoneOffset.UTC;
    var time =
        LocalTime.of(
            Integer.parseInt(parts.group("hour")),
            Integer.parseInt(parts.group("minute")),
            Integer.parseInt(parts.group("second")));
    if (parts.group("year") == null) {
      var today = now.withZoneSameInstant(zone).toLocalDate();
      var at = LocalDateTime.of(today, time).atZone(zone);
      return Optional.of(
          at.isAfter(now) ? at : LocalDateTime.of(today.plusDays(1), time).atZone(zone));
    }
    int year = Integer.parseInt(parts.group("year"));
    var date =
        LocalDate.of(
            year < 100 ? CENTURY + year : year,
            Integer.parseInt(parts.group("month")),
            Integer.parseInt(parts.group("day")));
    return Optional.of(LocalDateTime.of(date, time).atZone(zone)).filter(at -> at.isAfter(now));
  }
}
