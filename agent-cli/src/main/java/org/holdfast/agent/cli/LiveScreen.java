package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.holdfast.agent.top.TopCommand;
import org.holdfast.time.NanoClock;

/** {@code holdfast top}: refuses terminals that cannot place text before JLine is loaded. */
record LiveScreen(PrintWriter err, Path socket) {

  ExitStatus run() {
    var obstacle = obstacle(Terminal.isTerminal(System.console()), System.getenv());
    if (obstacle.isPresent()) {
      err.println("holdfast top: " + obstacle.get());
      return ExitStatus.FAILED;
    }
    var terminal = Terminal.ofThisProcess(Terminal.Colour.AUTO);
    try {
      TopCommand.run(socket, terminal.colour(), terminal.unicode(), NanoClock.system());
      return ExitStatus.OK;
    } catch (IOException e) {
      err.println("holdfast top: the terminal cannot be used: " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  /** Returns why there can be no live screen, and what to use instead. */
  static Optional<String> obstacle(boolean isTerminal, Map<String, String> environment) {
    var instead = "; use holdfast status --watch";
    if (!isTerminal) {
      return Optional.of("the input and the output must be a terminal" + instead);
    }
    var type = environment.getOrDefault("TERM", "");
    return type.isEmpty() || type.equals("dumb")
        ? Optional.of(
            "the terminal cannot place text (TERM is "
                + (type.isEmpty() ? "not set" : type)
                + ")"
                + instead)
        : Optional.empty();
  }
}
