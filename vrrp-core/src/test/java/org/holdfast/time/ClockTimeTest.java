package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockTimeTest {

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

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T10:00:00.123456789Z, UTC, 2026-01-31T10:00:00.123Z",
    "2026-01-31T23:30:00Z, Europe/Berlin, 2026-02-01T00:30:00.000+01:00",
    "2026-07-01T10:00:00.05Z, Europe/Berlin, 2026-07-01T12:00:00.050+02:00",
    "2026-01-31T00:00:00Z, America/St_Johns, 2026-01-30T20:30:00.000-03:30",
    "2026-01-31T00:00:09Z, Asia/Kathmandu, 2026-01-31T05:45:09.000+05:45",
  })
  void aTimeInJsonHasTheZonesOffset(Instant instant, String zone, String expected) {
    var text = ClockTime.inJson(instant, ZoneId.of(zone));
    assertThat(text).isEqualTo(expected);
    assertThat(OffsetDateTime.parse(text).toInstant().toEpochMilli())
        .isEqualTo(instant.toEpochMilli());
  }
}
