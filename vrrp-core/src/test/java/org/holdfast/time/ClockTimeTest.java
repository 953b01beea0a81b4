package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTimeTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2026-11-28T18:39:17.394749227Z, UTC, 2026-11-28T18:39:17.394+00:00",
    "2026-11-28T23:39:17.004Z, Europe/Berlin, 2026-11-29T00:39:17.004+01:00",
    "2026-07-01T00:00:00Z, America/St_Johns, 2026-06-30T21:30:00.000-02:30",
    "1969-12-31T23:59:59.999Z, UTC, 1969-12-31T23:59:59.999+00:00",
  })
  void aTimeHasDateMillisecondsAndZone(String instant, String zone, String text) {
    assertThat(ClockTime.of(Instant.parse(instant), ZoneId.of(zone))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"UTC", "Asia/Kathmandu", "America/New_York"})
  void everyParserOfIsoTimesReadsIt(String zone) {
    var instant = Instant.parse("2026-02-28T23:59:59.123Z");

    assertThat(OffsetDateTime.parse(ClockTime.of(instant, ZoneId.of(zone))).toInstant())
        .isEqualTo(instant);
  }

  @Test
  void aSentenceHasTheTimeToTheSecond() {
    assertThat(ClockTime.seconds(Instant.parse("2026-07-01T10:00:00.999Z"), BERLIN))
        .isEqualTo("2026-07-01T12:00:00+02:00");
    assertThat(ClockTime.seconds("2026-01-31T20:30:00.999-03:30"))
        .isEqualTo("2026-01-31T20:30:00-03:30");
    assertThat(ClockTime.seconds("never")).isEqualTo("never");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-10-25T10:00:00.999+01:00, 10:00:00",
    "2026-10-24T23:59:59.000+01:00, 2026-10-24T23:59:59",
    "2026-10-25T02:30:00.000+02:00, 2026-10-25T02:30:00+02:00",
    "never, never",
  })
  void underAHeaderATimeHasOnlyWhatTheHeaderLacks(String time, String expected) {
    assertThat(ClockTime.under(time, "2026-10-25T11:00:00.123+01:00")).isEqualTo(expected);
  }
}
