package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.holdfast.agent.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Evaluates the JSONPaths of docs/commands.md for Zabbix on a report: each row has its macros, and
 * each item has exactly one value for each row.
 */
class DiscoveryTest {

  private static final Path PAGE = Path.of("..", "docs", "commands.md");
  private static final Pattern MACRO = Pattern.compile("`(\\{#[A-Z]+})`: `(\\$[^`]*)`");
  private static final Pattern STEP =
      Pattern.compile("\\.(\\w+)|\\[\\*]|\\[\\?\\(@\\.(\\w+)=='([^']*)'\\)]");

  private record Rule(String name, String rows, Map<String, String> macros) {}

  private record Item(String rule, String what, String path) {}

  private static List<List<String>> table(int columns, String firstCell) throws IOException {
    var rows = new ArrayList<List<String>>();
    boolean isOurs = false;
    for (var line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("| ")) {
        isOurs &= line.startsWith("|");
        continue;
      }
      if (isOurs) {
        rows.add(List.of(line.substring(2).split(" \\|( |$)", -1)).subList(0, columns));
      }
      isOurs |= line.startsWith(firstCell);
    }
    return rows;
  }

  private static List<Rule> rules() throws IOException {
    return table(3, "| rule | rows |").stream()
        .map(cells -> {
          var macros = new LinkedHashMap<String, String>();
          MACRO
              .matcher(cells.get(2))
              .results()
              .forEach(macro -> macros.put(macro.group(1), macro.group(2)));
          return new Rule(cells.get(0), unquoted(cells.get(1)), macros);
        })
        .toList();
  }

  private static List<Item> items() throws IOException {
    return table(3, "| rule | item |").stream()
        .map(cells -> new Item(cells.get(0), cells.get(1), unquoted(cells.get(2))))
        .toList();
  }

  private static String unquoted(String cell) {
    return cell.substring(1, cell.length() - 1);
  }

  /** Evaluates the part of JSONPath that the page uses; a missing member ends a branch. */
  private static List<@Nullable Object> evaluate(@Nullable Object root, String path) {
    assertThat(path).startsWith("$");
    var rest = path.substring(1).replace(".first()", "");
    List<@Nullable Object> found = new ArrayList<>();
    found.add(root);
    var step = STEP.matcher(rest);
    int end = 0;
    while (step.find()) {
      assertThat(step.start()).as(path).isEqualTo(end);
      end = step.end();
      List<@Nullable Object> next = new ArrayList<>();
      for (var node : found) {
        if (step.group(1) != null) {
          if (node instanceof Map<?, ?> map && map.containsKey(step.group(1))) {
            next.add(map.get(step.group(1)));
          }
        } else if (node instanceof List<?> list) {
          for (Object each : list) {
            if (step.group(2) == null
                || (each instanceof Map<?, ?> map
                    && Objects.equals(map.get(step.group(2)), step.group(3)))) {
              next.add(each);
            }
          }
        }
      }
      found = next;
    }
    assertThat(end).as(path).isEqualTo(rest.length());
    return found;
  }

  private static Stream<?> rows(List<@Nullable Object> found) {
    return found.size() == 1 && found.getFirst() instanceof List<?> list
        ? list.stream()
        : found.stream();
  }

  @Test
  void everyRowHasItsMacrosAndEveryItemOneValue() throws IOException {
    var report = Json.object(Reports.full().toJson());
    var rules = rules();
    assertThat(rules).extracting(Rule::name).containsExactly("instances", "services", "servers");
    for (var rule : rules) {
      var rows = rows(evaluate(report, rule.rows())).toList();
      assertThat(rows).as(rule.name()).hasSizeGreaterThan(1);
      for (var row : rows) {
        var values = new LinkedHashMap<String, String>();
        rule.macros()
            .forEach(
                (macro, path) -> values.put(macro, String.valueOf(evaluate(row, path).getFirst())));
        assertThat(values).as("%s", row).isNotEmpty().doesNotContainValue("null");
        for (var item : items()) {
          if (item.rule().equals(rule.name())) {
            var path = item.path();
            for (var value : values.entrySet()) {
              path = path.replace(value.getKey(), value.getValue());
            }
            assertThat(evaluate(report, path)).as(path).hasSize(1);
          }
        }
      }
    }
    assertThat(items()).hasSizeGreaterThan(10);
  }

  @Test
  void theValuesAreThoseOfTheObject() throws IOException {
    var report = Json.object(Reports.full().toJson());
    assertThat(
            evaluate(
                report,
                "$.virtualServers[?(@.name=='web')].servers[?(@.name=='192.168.1.11:80')].reason.first()"))
        .containsExactly("refused");
    assertThat(evaluate(report, "$.instances[?(@.name=='VI_1')].priority.effective.first()"))
        .containsExactly(90);
    assertThat(evaluate(report, "$.instances[?(@.name=='VI_99')].state.first()")).isEmpty();
  }
}
