package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.Reading;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(AgentRunner runner, PrintWriter out, PrintWriter err) {

  /**
   * @param offline whether another machine is to run it, so that nothing of this one is looked at
   */
  ExitStatus check(Reading reading, boolean offline) {
    try {
      if (offline) {
        var read = reading.loadOffline();
        passed(reading, read.loaded().config(), read.loaded().warnings());
        out.println(reading.file() + ": not looked at: " + unseen(read.notLookedAt()));
      } else {
        var loaded = reading.load();
        var warnings = new ArrayList<>(loaded.warnings());
        for (var missing : runner.missing(loaded.config())) {
          var file = reading.file().toString();
          warnings.add(new Problem(file, 0, 0, Problem.Severity.WARNING, missing));
        }
        if (reading.strict() && !warnings.isEmpty()) {
          warnings.forEach(err::println);
          return ExitStatus.FAILED;
        }
        passed(reading, loaded.config(), warnings);
      }
      return ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.of(e);
    }
  }

  private void passed(Reading reading, AgentConfig config, List<Problem> warnings) {
    warnings.forEach(err::println);
    out.println(
        reading.file()
            + ": ok, "
            + counted(config.vrrp().instances().size(), "VRRP instance")
            + (warnings.isEmpty() ? "" : ", " + counted(warnings.size(), "warning")));
  }

  private static String unseen(List<String> things) {
    return (things.isEmpty() ? "" : String.join(", ", things) + ", ")
        + "interfaces, the host's name";
  }

  private static String counted(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
