package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that each row of the page on limits is shown by a test, and that this test exists. */
final class LimitsPageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of("vrrp-core", "healthcheck", "ipvs-sync", "agent-cli", "integration-tests");
  private static final Pattern NAME = Pattern.compile("`(\\w+)`");

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/limits.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| what |"))
        .map(line -> line.substring(2).split("\\s*\\|\\s*", -1))
        .toList();
  }

  private static Set<String> tests() throws IOException {
    var names = new TreeSet<String>();
    for (var module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    return names;
  }

  @Test
  void eachTestOnThePageExists() throws IOException {
    var named =
        rows().stream()
            .map(row -> row[3])
            .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isNotEmpty();
    assertThat(tests()).containsAll(named);
  }

  @Test
  void eachRowNamesATest() throws IOException {
    assertThat(rows())
        .isNotEmpty()
        .allSatisfy(row -> assertThat(row[3]).as(row[0]).containsPattern(NAME));
  }
}
