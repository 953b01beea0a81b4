package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfigFile.Loaded;
import org.holdfast.agent.config.Reading;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(PrintWriter out, PrintWriter err) {

  /**
   * @param offline whether another machine is to run it, so that nothing of this one is looked at
   */
  ExitStatus check(Reading reading, boolean offline) {
    try {
      if (offline) {
        var read = reading.loadOffline();
        passed(reading, read.loaded());
        out.println(reading.file() + ": not looked at: " + unseen(read.notLookedAt()));
      } else {
        passed(reading, reading.load());
      }
      return ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.of(e);
    }
  }

  private void passed(Reading reading, Loaded loaded) {
    loaded.warnings().forEach(err::println);
    out.println(
        reading.file()
            + ": ok, "
            + counted(loaded.config().vrrp().instances().size(), "VRRP instance")
            + (loaded.warnings().isEmpty()
                ? ""
                : ", " + counted(loaded.warnings().size(), "warning")));
  }

  private static String unseen(List<String> things) {
    return (things.isEmpty() ? "" : String.join(", ", things) + ", ")
        + "interfaces, the host's name";
  }

  private static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
