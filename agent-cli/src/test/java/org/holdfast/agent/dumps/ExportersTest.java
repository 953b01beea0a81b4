package org.holdfast.agent.dumps;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.holdfast.agent.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * Tests that programs that read keepalived's dumps find in ours what they look for, with the rules
 * by which they take the text apart.
 */
final class ExportersTest {

  private static final DumpFacts FACTS = KeepalivedFormsTest.facts(Map.of());
  private static final String DATA = KeepalivedData.of(FACTS, ZoneOffset.UTC);
  private static final String STATS = KeepalivedStats.of(FACTS);

  @ParameterizedTest(name = "{0}: {1}: {2}")
  @CsvFileSource(
      resources = "exporters.tsv",
      delimiter = '\t',
      ignoreLeadingAndTrailingWhitespace = false)
  void itIsFound(String program, String dump, String place, String type) throws Exception {
    switch (dump) {
      case "data" -> assertThat(DATA.lines()).as(program).anyMatch(line -> line.matches(place));
      case "stats" -> assertThat(STATS.lines()).as(program).anyMatch(line -> line.matches(place));
      default -> assertThat(typeAt(place)).as(program).isEqualTo(type);
    }
  }

  private static String typeAt(String path) throws Exception {
    var dump = Json.object("{\"vrrp\": " + KeepalivedJson.of(FACTS, 1) + "}");
    Object value = ((List<?>) Objects.requireNonNull(dump.get("vrrp"))).getFirst();
    for (var name : Pattern.compile("[.]").split(path, -1)) {
      value = Objects.requireNonNull(((Map<?, ?>) value).get(name), path);
    }
    return switch (value) {
      case String _ -> "string";
      case Integer _ -> "integer";
      case Number _ -> "number";
      case List<?> list when list.stream().allMatch(String.class::isInstance) -> "strings";
      default -> "other: " + value;
    };
  }

  /** The exporters end an instance at the first line that begins with fewer than three spaces. */
  @Test
  void theLinesOfAnInstanceAreTogether() {
    var keys = new ArrayList<String>();
    boolean isInside = false;
    for (var line : DATA.lines().toList()) {
      if (line.startsWith(" VRRP Instance")) {
        isInside = true;
      } else if (!line.startsWith("   ")) {
        isInside = false;
      } else if (isInside && line.contains(" = ")) {
        keys.add(line.strip().replaceFirst(" = .*", ""));
      }
    }
    assertThat(keys)
        .contains(
            "State",
            "Wantstate",
            "Interface",
            "Gratuitous ARP delay",
            "Virtual Router ID",
            "Last transition")
        .doesNotHaveDuplicates();
  }

  /** The exporters convert every value of the statistics to a number. */
  @Test
  void everyValueOfTheStatisticsIsANumber() {
    assertThat(STATS.lines().filter(line -> line.startsWith("  ")))
        .allMatch(Pattern.compile(" +[A-Za-z ]+:( [0-9]+)?").asMatchPredicate());
  }
}
