package org.holdfast.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.holdfast.agent.pages.Pages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Tests that every command on the pages exists, with its options and arguments. */
final class PageCommandsTest {

  private static final Pattern FENCE = Pattern.compile("(?ms)^ *```\\w*\\n(.*?)^ *```");
  private static final Pattern LINE = Pattern.compile("(?m)^ *(?:[#$] )?(holdfast [a-z].*)$");
  private static final Pattern INLINE = Pattern.compile("`(holdfast [a-z][^`]*)`");
  private static final Pattern ENDING = Pattern.compile("\\s+#.*| *(?:[|;>]|&&).*");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  static List<Path> pages() throws IOException {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandInAnExampleIsComplete(Path page) throws IOException {
    for (var fence : groups(FENCE, Files.readString(page))) {
      for (var line : groups(LINE, fence)) {
        assertThat(problem(line, false)).as(line).isEmpty();
      }
    }
  }

  /** The text may name a command without its arguments, as in "see holdfast drain". */
  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandInTheTextExists(Path page) throws IOException {
    var text = FENCE.matcher(Files.readString(page)).replaceAll("");
    for (var line : groups(INLINE, text)) {
      // A synopsis has brackets, and is generated; the other is a word of the launcher.
      if (!line.contains("[") && !line.equals("holdfast release-crashed PID")) {
        assertThat(problem(line, true)).as(line).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "holdfast stauts",
        "holdfast doctor --sniff",
        "holdfast drain web",
        "holdfast status --brief --everything # all"
      })
  void aCommandThatDoesNotExistIsFound(String line) {
    assertThat(problem(line, false)).isNotEmpty();
  }

  @Test
  void theRestOfALineIsNotACommand() {
    assertThat(problem("holdfast status --json | jq . # looks", false)).isEmpty();
    assertThat(problem("holdfast step-down VI_1 --for 30m --reason \"kernel update\"", false))
        .isEmpty();
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** Returns why the command line would be refused; empty if it would not be. */
  private static String problem(String line, boolean mayBeIncomplete) {
    var words = new ArrayList<String>();
    var matcher = WORD.matcher(ENDING.matcher(line).replaceFirst(""));
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    try {
      new CommandLine(HoldfastCommand.commands())
          .parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      return "";
    } catch (MissingParameterException e) {
      return mayBeIncomplete ? "" : e.toString();
    } catch (ParameterException e) {
      return e.toString();
    }
  }
}
