package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the whole messages about one slip in a file that is otherwise sound. The slips are in
 * {@code broken-files.txt} and {@code broken-keepalived.txt}: what was meant (lines with {@code
 * -}), what was written ({@code +}), and what the operator reads. To write the messages again after
 * a change, and then read them: -Dholdfast.messages.rewrite=true.
 */
class BrokenFilesTest {

  private static final Path RESOURCES =
      Path.of("src/test/resources/org/holdfast/agent/config/load");

  /** A language: a sound file, and the slips in it. */
  enum Language {
    YAML("sound-file.yaml", "broken-files.txt"),
    KEEPALIVED("sound-keepalived.conf", "broken-keepalived.txt");

    private final Path sound;
    private final Path slips;

    Language(String sound, String slips) {
      this.sound = RESOURCES.resolve(sound);
      this.slips = RESOURCES.resolve(slips);
    }

    String soundFile() {
      return text(sound);
    }

    Stream<Slip> slips() {
      return Arrays.stream(text(slips).strip().split("\n\n", -1)).map(Slip::parse);
    }

    private static String text(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * A slip.
   *
   * @param name what was done wrong
   * @param sound the lines that are replaced
   * @param broken the lines in their place
   * @param messages what is expected; comes after the other lines
   */
  record Slip(String name, List<String> sound, List<String> broken, List<String> messages) {
    static Slip parse(String block) {
      var lines = block.lines().toList();
      return new Slip(
          lines.getFirst().substring(2),
          with("-", lines),
          with("+", lines),
          lines.stream().skip(1).filter(line -> !line.matches("[-+].*")).toList());
    }

    private static List<String> with(String sign, List<String> lines) {
      return lines.stream()
          .filter(line -> line.startsWith(sign))
          .map(line -> line.substring(1))
          .toList();
    }

    String applied(String file) {
      var meant = String.join("\n", sound);
      assertThat(file).contains(meant);
      int at = file.indexOf(meant);
      return file.substring(0, at)
          + String.join("\n", broken)
          + file.substring(at + meant.length());
    }

    String text() {
      var lines = new ArrayList<String>();
      lines.add("# " + name);
      sound.forEach(line -> lines.add("-" + line));
      broken.forEach(line -> lines.add("+" + line));
      lines.addAll(messages);
      return String.join("\n", lines);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> slips() {
    return Arrays.stream(Language.values())
        .flatMap(language -> language.slips().map(slip -> Arguments.of(language, slip)));
  }

  private static void rewrite(Language language) throws IOException {
    Files.writeString(
        language.slips,
        language
            .slips()
            .map(slip ->
                new Slip(
                    slip.name(),
                    slip.sound(),
                    slip.broken(),
                    new FakeHost().problems(slip.applied(language.soundFile()))))
            .map(Slip::text)
            .collect(Collectors.joining("\n\n", "", "\n")));
  }

  @ParameterizedTest
  @EnumSource
  void theSoundFileHasNoProblems(Language language) throws IOException {
    if (Boolean.getBoolean("holdfast.messages.rewrite")) {
      rewrite(language);
    }
    assertThat(new FakeHost().problems(language.soundFile())).isEmpty();
  }

  @Test
  void bytesThatAreNoTextAndAnEmptyFileAreReported() {
    assertThat(new FakeHost().problems(new byte[] {'v', 'r', 'r', 'p', ':', '\n', (byte) 0xff}))
        .containsExactly("f.yaml:2:1: error: the byte 0xff is not valid UTF-8");
    assertThat(new FakeHost().problems(""))
        .containsExactly("f.yaml: error: is empty (expected: a mapping with the key \"vrrp\")");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("slips")
  void theMessageNamesThePlaceAndTheWayOut(Language language, Slip slip) {
    assertThat(slip.messages()).as("messages that are expected").isNotEmpty();
    assertThat(new FakeHost().problems(slip.applied(language.soundFile())))
        .containsExactlyElementsOf(slip.messages());
  }

  static Stream<Slip> keepalivedSlips() {
    return Language.KEEPALIVED.slips();
  }

  /** The operator of a keepalived.conf has never seen the keys of the tree that it becomes. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("keepalivedSlips")
  void noMessageAboutAKeepalivedConfNamesAKeyOfTheYamlFile(Slip slip) {
    var keys =
        TableKeys.all().stream()
            .map(key -> key.substring(key.indexOf('/') + 1))
            .filter(key -> key.contains("-") && !slip.broken().toString().contains(key))
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    var yaml =
        Pattern.compile(
            "\\b(vrrp|virtual-servers|bfd)\\.[a-z]|(?<![\\w-])(" + keys + ")(?![\\w-])");
    assertThat(new FakeHost().problems(slip.applied(Language.KEEPALIVED.soundFile())))
        .noneMatch(message -> yaml.matcher(message.replace("f.yaml", "")).find());
  }
}
