package org.holdfast.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadTimeTest {

  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 0, ZoneId.of("Europe/Berlin")); // 10:00 UTC

  @ParameterizedTest
  @CsvSource({
    "12:00:01, 2026-07-01T10:00:01Z",
    "12:00:00, 2026-07-02T10:00:00Z",
    "03:00:00, 2026-07-02T01:00:00Z",
    "10:30:00Z, 2026-07-01T10:30:00Z",
    "09:30:00Z, 2026-07-02T09:30:00Z",
    "2026-12-24 18:00:00, 2026-12-24T17:00:00Z",
    "26-12-24 18:00:00Z, 2026-12-24T18:00:00Z",
  })
  void isTheNextMomentOfThatTime(String line, String instant) {
    assertThat(ReloadTime.of(line, NOON).map(at -> at.toInstant().toString()))
        .isEqualTo(Optional.of(instant));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-07-01 11:59:59", "2026-07-01 12:00:00", "19-01-01 00:00:00Z"})
  void aPastDateIsIgnored(String line) {
    assertThat(ReloadTime.of(line, NOON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 12:00:00",
        "12:00",
        "24:00:00",
        "2026-02-30 12:00:00",
        "2026-07-01T12:00:00"
      })
  void everythingElseIsRefused(String line) {
    assertThatThrownBy(() -> ReloadTime.of(line, NOON)).isInstanceOf(DateTimeException.class);
  }
}
