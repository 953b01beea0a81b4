package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.process.KeepalivedSignal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code holdfast signum}: keepalived's {@code --signum}, for scripts that send signals. */
record SignumCommand(PrintWriter out, PrintWriter err) {

  /** Keepalived's names of the signals. */
  static List<String> names() {
    return Stream.of(KeepalivedSignal.values()).map(Enum::name).toList();
  }

  CommandSpec spec() {
    return command(
            "Prints the number of a signal to the agent, as keepalived's --signum does.",
            given -> print(given.matchedPositionalValue(0, "")))
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("NAME")
                .type(String.class)
                .arity("1")
                .required(true)
                .description(String.join(", ", names()) + ".")
                .build());
  }

  /** Prints the number of the signal for one of keepalived's names. */
  ExitStatus print(String name) {
    var signal = KeepalivedSignal.named(name.toUpperCase(Locale.ROOT)).orElse(null);
    if (signal == null) {
      err.println(
          "holdfast signum: unknown name \""
              + name
              + "\" (expected: "
              + String.join(", ", names())
              + ")"
              + Nearest.hint(name, names()));
      return ExitStatus.CONFIGURATION;
    }
    out.println(signal.number());
    return ExitStatus.OK;
  }
}
