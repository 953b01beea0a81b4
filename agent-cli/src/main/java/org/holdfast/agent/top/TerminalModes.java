package org.holdfast.agent.top;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The modes of the terminal, set by stty: JLine 3.30 forgets the speed of the line when it sets
 * modes.
 */
final class TerminalModes {

  private static final int PATIENCE_SECONDS = 5;

  private final String before;
  private boolean restored;

  private TerminalModes(String before) {
    this.before = before;
  }

  /**
   * Remembers the modes of the controlling terminal.
   *
   * @throws IOException if there is none
   */
  static TerminalModes read() throws IOException {
    return new TerminalModes(stty(List.of("-g")));
  }

  /** Has keys arrive one by one and unseen; Ctrl-C and Ctrl-Z are keys too. */
  void setRaw() throws IOException {
    var _ =
        stty(
            List.of(
                "-icanon", "-echo", "-isig", "-iexten", "-ixon", "-icrnl", "min", "1", "time",
                "0"));
  }

  /** Sets the modes as they were, once. */
  synchronized void restore() throws IOException {
    if (!restored) {
      restored = true;
      try {
        var _ = stty(List.of(before));
      } catch (IOException complaint) {
        // GNU stty also complains of a speed that it has corrected: JLine sets it to 0 at its end.
        if (!stty(List.of("-g")).equals(before)) {
          throw complaint;
        }
      }
    }
  }

  private static String stty(List<String> arguments) throws IOException {
    var command = new ArrayList<>(List.of("stty"));
    command.addAll(arguments);
    var stty =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/tty")) // JLine closes standard input
            .redirectErrorStream(true)
            .start();
    var answer =
        new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    try {
      if (!stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || stty.exitValue() != 0) {
        throw new IOException("stty " + String.join(" ", arguments) + ": " + answer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return answer;
  }
}
