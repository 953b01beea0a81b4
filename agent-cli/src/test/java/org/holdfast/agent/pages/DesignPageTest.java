package org.holdfast.agent.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that docs/design.md lists the packages and the threads that there are. */
final class DesignPageTest {

  private static final List<String> SHIPPED =
      List.of("vrrp-core", "healthcheck", "ipvs-sync", "agent-cli");
  private static final Path PACKAGES = Path.of("org", "holdfast");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A thread's name where it is started: in a builder, a factory, or our own helpers. */
  private static final Pattern THREAD =
      Pattern.compile(
          "(?:(?<!create\\(\\))\\.name|DefaultThreadFactory|\\bloop|new"
              + " (?:LogThread|RepeatedLook))\\(\\s*\"([a-z][a-z -]*[a-z])\"[,)]");

  /** A type, or a method of it, in its first and second group. */
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Z]*[a-z][A-Za-z]*)((?:\\.[a-z][A-Za-z]*)?)(?:\\([^`]*\\))?`");

  @Test
  void theRoomsAreThePackages() throws IOException {
    var packages = new TreeSet<String>();
    for (var module : SHIPPED) {
      packages.addAll(packagesIn(module + "/src/main/java"));
    }
    packages.addAll(packagesIn("integration-tests/src/main/java"));
    packages.addAll(packagesIn("integration-tests/src/test/java"));

    assertThat(names("## Rooms", 2)).containsExactlyInAnyOrderElementsOf(packages);
  }

  @Test
  void everyThreadWithANameIsListed() throws IOException {
    var started = new TreeSet<String>();
    for (var module : SHIPPED) {
      for (var source : files(module + "/src/main/java", ".java")) {
        THREAD.matcher(Files.readString(source)).results().forEach(m -> started.add(m.group(1)));
      }
    }

    assertThat(started).contains("election", "checks", "stranger-log", "reload");
    assertThat(names("## Threads", 1)).containsExactlyInAnyOrderElementsOf(started);
  }

  @Test
  void everyNamedTypeAndMethodIsThere() throws IOException {
    var page = Files.readString(Pages.ROOT.resolve("docs/design.md"));
    var sources = new ArrayList<String>();
    for (var module : SHIPPED) {
      for (var source : files(module + "/src", ".java")) {
        sources.add(Files.readString(source));
      }
    }

    var named = NAMED.matcher(page).results().map(m -> m.group(1) + m.group(2)).distinct().toList();
    assertThat(named).contains("Election.next", "Paced");
    assertThat(named).allMatch(name -> isThere(name, sources));
  }

  /** Returns whether a type, or a method of a type, is declared in one of the sources. */
  private static boolean isThere(String name, List<String> sources) {
    var parts = name.split("\\.", -1);
    var type = Pattern.compile("\\b(?:class|interface|record|enum) " + parts[0] + "\\b");
    return sources.stream()
        .filter(source -> type.matcher(source).find())
        .anyMatch(source -> parts.length == 1 || source.contains(" " + parts[1] + "("));
  }

  /** Returns the packages below org.holdfast, each by the name that the page has for it. */
  private static List<String> packagesIn(String folder) throws IOException {
    var root = Pages.ROOT.resolve(folder).resolve(PACKAGES);
    return files(folder, "package-info.java").stream()
        .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
        .toList();
  }

  private static List<Path> files(String folder, String ending) throws IOException {
    try (var all = Files.walk(Pages.ROOT.resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  /** Returns the names in a column of the table below a heading; the first column is number 1. */
  private static List<String> names(String heading, int column) throws IOException {
    var page = Files.readString(Pages.ROOT.resolve("docs/design.md"));
    var below = page.substring(page.indexOf("\n" + heading + "\n") + heading.length() + 2);
    var names = new ArrayList<String>();
    for (var row : rows(below).toList()) {
      CODE.matcher(row.split("\\|", -1)[column]).results().forEach(m -> names.add(m.group(1)));
    }
    return names;
  }

  /** Returns the rows of the first table in a text. */
  private static Stream<String> rows(String text) {
    return text.lines()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"));
  }
}
