package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.process.KeepalivedSignal;

/** {@code holdfast signum}: keepalived's {@code --signum}, for scripts that send signals. */
record SignumCommand(PrintWriter out, PrintWriter err) {

  /** Keepalived's names of the signals. */
  static List<String> names() {
    return Stream.of(KeepalivedSignal.values()).map(Enum::name).toList();
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
