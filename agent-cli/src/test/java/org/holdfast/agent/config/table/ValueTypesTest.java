package org.holdfast.agent.config.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTypesTest {

  private static final DurationType TIME = DurationType.upTo(Duration.ofHours(1));

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "0s, PT0S",
    "1s, PT1S",
    "100ms, PT0.1S",
    "1.5s, PT1.5S",
    "250us, PT0.00025S",
    "2m, PT2M",
    "1h, PT1H",
    "0.000001s, PT0.000001S"
  })
  void readsATimeWithItsUnit(String text, Duration duration) {
    assertThat(TIME.parse(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "s",
        ".5s",
        "1.s",
        "1.5.5s",
        "-1s",
        "+1s",
        "1 s",
        "1S",
        "1d",
        "2h",
        "1e3s",
        "1m30s",
        "99999999999999h",
        "0.0000000001s",
        "\u0661s"
      })
  void refusesAnInvalidTime(String text) {
    assertThat(TIME.parse(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT1S, 1s",
    "PT0.1S, 100ms",
    "PT1.5S, 1.5s",
    "PT40.95S, 40.95s",
    "PT2M, 2m",
    "PT90S, 90s",
    "PT24H, 24h",
    "PT0.00025S, 0.25ms"
  })
  void writesATimeAsAnOperatorWould(Duration duration, String text) {
    assertThat(DurationType.words(duration)).isEqualTo(text);
  }

  @Test
  void readsWholeNumbers() {
    var number = NumberType.from(-253, 255).orNamed("off", 1000);
    assertThat(number.parse("0")).isEqualTo(0);
    assertThat(number.parse("-253")).isEqualTo(-253);
    assertThat(number.parse("+20")).isEqualTo(20);
    assertThat(number.parse("off")).isEqualTo(1000);
    for (var text : List.of("", "-", "010", "256", "1.0", "1e2", "0x10", "1_0", "99999999999")) {
      assertThat(number.parse(text)).as(text).isNull();
    }
    assertThat(NumberType.bits().parse("0xFFffFFff")).isEqualTo(0xffff_ffffL);
    assertThat(NumberType.bits().parse("0x")).isNull();
    assertThat(NumberType.bits().parse("0x100000000")).isNull();
  }

  @Test
  void splitsACommandAsKeepalivedDoes() {
    assertThat(CommandType.split("/bin/a  b\tc")).containsExactly("/bin/a", "b", "c");
    assertThat(CommandType.split("/bin/a 'b c' \"d 'e\" f'g'h"))
        .containsExactly("/bin/a", "b c", "d 'e", "fgh");
    assertThat(CommandType.split("/bin/a b\\ c '' '\\'"))
        .containsExactly("/bin/a", "b c", "", "\\");
    assertThat(CommandType.split("  ")).isEmpty();
    assertThat(CommandType.split("/bin/a 'b")).isNull();
  }

  @Test
  void findsTheNearestWord() {
    var words = List.of("interface", "priority", "version");
    assertThat(Nearest.to("interfce", words)).isEqualTo("interface");
    assertThat(Nearest.to("Priority", words)).isEqualTo("priority");
    assertThat(Nearest.to("vesrion", words)).isEqualTo("version");
    assertThat(Nearest.to("address", words)).isNull();
    assertThat(Nearest.to("x".repeat(1_000_000), words)).isNull();
  }
}
