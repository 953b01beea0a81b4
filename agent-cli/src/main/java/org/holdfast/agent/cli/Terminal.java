package org.holdfast.agent.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What the terminal can show.
 *
 * @param width its columns
 * @param colour whether to colour text
 * @param unicode whether the locale is UTF-8
 */
record Terminal(int width, boolean colour, boolean unicode) {

  /** The width of what is written to a pipe or a file, unless COLUMNS says otherwise. */
  static final int WIDTH_OF_A_PIPE = 160;

  private static final int USUAL_WIDTH = 80;
  private static final int STTY_MILLIS = 500;

  /** Whether the output is coloured. */
  enum Colour {
    /** On a terminal, unless NO_COLOR is set. */
    AUTO,
    ALWAYS,
    NEVER
  }

  /** Returns what this process's terminal can show. */
  static Terminal ofThisProcess(Colour colour) {
    boolean terminal = isTerminal(System.console());
    var environment = System.getenv();
    var columns = environment.getOrDefault("COLUMNS", "");
    int width = number(columns);
    if (width == 0) {
      width = terminal ? sizeByStty() : WIDTH_OF_A_PIPE;
    }
    return new Terminal(
        width == 0 ? USUAL_WIDTH : width,
        switch (colour) {
          case AUTO -> terminal && Ansi.AUTO.enabled();
          case ALWAYS -> true;
          case NEVER -> false;
        },
        isUnicode(environment));
  }

  /** Whether the first of the locale's variables that is set names UTF-8. */
  static boolean isUnicode(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value -> value.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"))
        .orElse(false);
  }

  /**
   * @param console null if neither standard stream is a terminal, contrary to the JDK's annotations
   */
  static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  private static int sizeByStty() {
    try {
      var stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      var answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
      }
      return number(answer.substring(answer.indexOf(' ') + 1).strip());
    } catch (IOException _) {
      return 0; // the usual width will do
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static int number(String text) {
    return !text.isEmpty() && text.length() < 5 && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text)
        : 0;
  }
}
