package org.holdfast.agent.cli;

import java.io.PrintWriter;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Reading;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(PrintWriter out, PrintWriter err) {

  ExitStatus check(Reading reading) {
    try {
      var loaded = reading.load();
      loaded.warnings().forEach(err::println);
      out.println(
          reading.file()
              + ": ok, "
              + counted(loaded.config().vrrp().instances().size(), "VRRP instance")
              + (loaded.warnings().isEmpty()
                  ? ""
                  : ", " + counted(loaded.warnings().size(), "warning")));
      return ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.of(e);
    }
  }

  private static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
