package org.holdfast.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T10:00:00.123456789Z, UTC, 2026-01-31T10:00:00.123Z",
    "2026-01-31T23:30:00Z, Europe/Berlin, 2026-02-01T00:30:00.000+01:00",
    "2026-07-01T10:00:00.05Z, Europe/Berlin, 2026-07-01T12:00:00.050+02:00",
    "2026-01-31T00:00:00Z, America/St_Johns, 2026-01-30T20:30:00.000-03:30",
    "2026-01-31T00:00:09Z, Asia/Kathmandu, 2026-01-31T05:45:09.000+05:45",
  })
  void aTimestampHasTheZonesOffset(Instant instant, String zone, String expected) {
    var text = Timestamps.rfc3339(instant, ZoneId.of(zone));
    assertThat(text).isEqualTo(expected);
    assertThat(OffsetDateTime.parse(text).toInstant().toEpochMilli())
        .isEqualTo(instant.toEpochMilli());
  }
}
