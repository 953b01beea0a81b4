package org.holdfast.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/rfc9568.md} names tests for every requirement that is said to be met. */
class Rfc9568PageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9]+)#([A-Za-z0-9]+)`");
  private static final Pattern NEEDED = Pattern.compile("\\b(MUST|SHOULD|MAY)\\b");

  /** A line of a table. */
  private record Clause(String section, String requirement, String standing, String words) {

    private static Clause of(String line) {
      var cells = line.split("\\|", -1);
      assertThat(cells).as(line).hasSize(6);
      return new Clause(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    boolean isMust() {
      return requirement.startsWith("MUST");
    }

    List<String[]> tests() {
      return TEST.matcher(words)
          .results()
          .map(found -> new String[] {found.group(1), found.group(2)})
          .toList();
    }
  }

  private static List<Clause> clauses() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/rfc9568.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| section "))
        .map(Clause::of)
        .toList();
  }

  @Test
  void everyNamedTestExists() throws IOException {
    var sources = sources();
    var missing = new ArrayList<String>();
    for (var clause : clauses()) {
      for (var test : clause.tests()) {
        var source = sources.getOrDefault(test[0], "");
        if (!Pattern.compile("(void|>) " + test[1] + "\\(").matcher(source).find()) {
          missing.add(clause.section() + ": " + String.join("#", test));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static Map<String, String> sources() throws IOException {
    var sources = new HashMap<String, String>();
    try (var modules = Files.list(ROOT)) {
      for (var tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (var files = Files.walk(tests)) {
            for (var file :
                files.filter(path -> path.toString().matches(".*(Test|IT)[.]java")).toList()) {
              var name = file.getFileName().toString();
              sources.put(
                  name.substring(0, name.length() - ".java".length()), Files.readString(file));
            }
          }
        }
      }
    }
    return sources;
  }

  @Test
  void everyMustNamesATestUnlessItIsUnmetOrTheKernels() throws IOException {
    var musts = clauses().stream().filter(Clause::isMust).toList();
    assertThat(musts).hasSizeGreaterThan(50);
    assertThat(musts)
        .allSatisfy(clause -> {
          switch (clause.standing()) {
            case "yes", "differs" -> assertThat(clause.tests()).as(clause.toString()).isNotEmpty();
            case "not yet", "kernel", "not applicable" ->
                assertThat(clause.tests()).as(clause.toString()).isEmpty();
            default -> throw new AssertionError(clause);
          }
        });
  }

  @Test
  void aRequirementBeginsWithItsWordAndOnlyThere() throws IOException {
    assertThat(clauses())
        .allSatisfy(clause ->
            assertThat(
                    NEEDED
                        .matcher(clause.requirement())
                        .results()
                        .allMatch(found -> found.start() == 0))
                .as(clause.toString())
                .isTrue());
  }
}
