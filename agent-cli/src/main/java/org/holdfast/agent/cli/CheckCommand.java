package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(PrintWriter out, PrintWriter err) {

  ExitStatus check(Path configuration) {
    try {
      var loaded = ConfigFile.load(configuration);
      loaded.warnings().forEach(err::println);
      out.println(
          configuration
              + ": ok, "
              + counted(loaded.config().vrrp().instances().size(), "VRRP instance")
              + (loaded.warnings().isEmpty()
                  ? ""
                  : ", " + counted(loaded.warnings().size(), "warning")));
      return ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.CONFIGURATION;
    }
  }

  private static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
