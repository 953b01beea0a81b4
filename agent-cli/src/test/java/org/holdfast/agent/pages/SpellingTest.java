package org.holdfast.agent.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the spelling, by aspell, and the worst habits of style in the pages and in the texts of the
 * program, which are the literals with a blank in them.
 */
final class SpellingTest {

  private static final List<String> MODULES =
      List.of("vrrp-core", "healthcheck", "ipvs-sync", "agent-cli");

  private static final Pattern CODE =
      Pattern.compile(
          "(?ms)^ *```.*?^ *```|^    [^\\n]*$|`[^`]*`|\\]\\([^)]*\\)|<[^>]*>|<!--.*?-->");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(//|\\*|/\\*).*$");
  private static final Pattern LITERAL =
      Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)* (?:[^\"\\\\\\n]|\\\\.)*)\"");
  private static final Pattern FORMAT = Pattern.compile("\\\\.|%[\\d$.,+-]*[a-zA-Z]");

  /** What is no word of a language: names of files and keys, numbers, capitals. */
  private static final Pattern NAME =
      Pattern.compile(
          "\\S*[A-Za-z]\\w*[._/=@:#{}\\\\$%-]\\w\\S*|\\S*\\d\\S*|\\b\\w*[a-z][A-Z]\\w*\\b|\\b[A-Z]{2,}s?\\b");

  private static final Pattern HABIT =
      Pattern.compile(
          "\\b(is|are|was|were|has|have|does|do|did|can|will) no more\\b"
              + "|(?:^|[.!?] |\\| |- )(Of|Whose) [a-z]");

  @Test
  void thePagesAreSpelledWell() throws IOException {
    assertThat(unknown(String.join("\n", pages()))).isEmpty();
  }

  @Test
  void theTextsOfTheProgramAreSpelledWell() throws IOException {
    assertThat(unknown(String.join("\n", literals()))).isEmpty();
  }

  @Test
  void theWordsOfTheFieldAreInUse() throws IOException {
    var used = new HashSet<String>();
    for (var text : Stream.concat(pages().stream(), literals().stream()).toList()) {
      var words = NAME.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
      used.addAll(List.of(words.split("[^\\p{L}']+", -1)));
    }
    assertThat(wordsOfTheField()).isSubsetOf(used);
  }

  @ParameterizedTest
  @ValueSource(strings = {"The adress is held.", "It preemts the master."})
  void aMisspelledWordIsFound(String text) throws IOException {
    assertThat(unknown(text)).hasSize(1);
  }

  @Test
  void thePagesHaveNoBadHabits() throws IOException {
    assertThat(pages().stream().flatMap(String::lines))
        .noneMatch(line -> HABIT.matcher(line).find());
  }

  @Test
  void theTextsOfTheProgramHaveNoBadHabits() throws IOException {
    assertThat(literals()).noneMatch(text -> HABIT.matcher(text).find());
  }

  @ParameterizedTest
  @CsvSource({
    "The router is no more master., true",
    "No more than 64 are served; no more are read., false",
    "Of these two was one., true",
    "It ends. Whose fault it is nobody knows., true",
    "One of these ends., false"
  })
  void aBadHabitIsFound(String text, boolean isBad) {
    assertThat(HABIT.matcher(text).find()).isEqualTo(isBad);
  }

  private static List<String> pages() throws IOException {
    var pages = new ArrayList<String>();
    for (var page : Pages.all()) {
      pages.add(CODE.matcher(Files.readString(page)).replaceAll(" "));
    }
    return pages;
  }

  private static List<String> literals() throws IOException {
    var literals = new ArrayList<String>();
    for (var module : MODULES) {
      try (var files = Files.walk(Pages.ROOT.resolve(module).resolve("src/main/java"))) {
        for (var file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
          var code = COMMENT.matcher(Files.readString(file)).replaceAll("");
          LITERAL
              .matcher(code)
              .results()
              .forEach(found -> literals.add(FORMAT.matcher(found.group(1)).replaceAll(" ")));
        }
      }
    }
    assertThat(literals).hasSizeGreaterThan(1000);
    return literals;
  }

  /** Returns the words that neither aspell nor the list of the field knows. */
  private static Set<String> unknown(String text) throws IOException {
    assumeTrue(isInstalled(), "missing tool: aspell (Debian: aspell, aspell-en)");
    var directory = Files.createTempDirectory("spelling");
    var input = directory.resolve("text");
    var output = directory.resolve("unknown");
    try {
      Files.writeString(input, NAME.matcher(text).replaceAll(" "));
      int status =
          new ProcessBuilder("aspell", "list", "--lang=en_GB", "--encoding=utf-8", "--ignore-case")
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start()
              .onExit()
              .join()
              .exitValue();
      assertThat(status).isZero();
      var unknown = new HashSet<String>();
      Files.readAllLines(output).forEach(word -> unknown.add(word.toLowerCase(Locale.ROOT)));
      unknown.removeAll(wordsOfTheField());
      return unknown;
    } finally {
      Files.deleteIfExists(input);
      Files.deleteIfExists(output);
      Files.delete(directory);
    }
  }

  private static Set<String> wordsOfTheField() throws IOException {
    try (var words = SpellingTest.class.getResourceAsStream("words.txt")) {
      var text = new String(Objects.requireNonNull(words).readAllBytes(), StandardCharsets.UTF_8);
      return new HashSet<>(text.lines().toList());
    }
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "aspell")));
  }
}
