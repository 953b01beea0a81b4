package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.ConfiguredCommand;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.Problem.Severity;
import org.holdfast.agent.config.keepalived.KeepalivedConf;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.load.Reading;
import org.holdfast.agent.json.Json;
import org.holdfast.linux.NamedNamespace;
import org.holdfast.net.Plural;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(AgentRunner runner, PrintWriter out, PrintWriter err) {

  /**
   * @param offline whether another host will run the configuration, so that nothing on this host is
   *     checked
   */
  ExitStatus check(Reading reading, boolean offline) {
    try {
      if (offline) {
        var read = reading.loadOffline();
        var status = judge(reading, read.loaded(), read.loaded().warnings());
        out.println(reading.file() + ": not looked at: " + unseen(read.notLookedAt()));
        return status;
      }
      var loaded = reading.load();
      var process = loaded.config().process();
      for (var namespace : Arrays.asList(process.netNamespace(), process.ipvsNamespace())) {
        if (namespace != null && !Files.exists(new NamedNamespace(namespace).path())) {
          loaded.warnings().forEach(err::println);
          err.println(
              problem(
                  reading,
                  Severity.ERROR,
                  "network namespace "
                      + namespace
                      + " does not exist; ip netns add "
                      + namespace
                      + " creates it"));
          return ExitStatus.CONFIGURATION;
        }
      }
      return judge(reading, loaded, withMissing(reading, loaded));
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.of(e);
    }
  }

  /**
   * Like {@link #check}, but prints one JSON object: {@code file}, {@code ok}, {@code summary} and
   * {@code problems}, each with its place. The statuses are the same.
   */
  ExitStatus checkAsJson(Reading reading, boolean offline) {
    var problems = new ArrayList<Problem>();
    var summary = "";
    ExitStatus status;
    try {
      var loaded = offline ? reading.loadOffline().loaded() : reading.load();
      problems.addAll(offline ? loaded.warnings() : withMissing(reading, loaded));
      summary = loaded.config().summary();
      status =
          loaded.mistakes() > 0
              ? ExitStatus.CONFIGURATION
              : reading.strict() && !problems.isEmpty() ? ExitStatus.FAILED : ExitStatus.OK;
    } catch (ConfigException e) {
      problems.addAll(e.problems());
      status = ExitStatus.of(e);
    }
    var report = new LinkedHashMap<String, Object>();
    report.put("file", reading.file().toString());
    report.put("ok", status == ExitStatus.OK);
    report.put("summary", summary);
    report.put("problems", problems.stream().map(CheckCommand::fields).toList());
    out.print(Json.pretty(report));
    out.flush();
    return status;
  }

  private static Map<String, Object> fields(Problem problem) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("file", problem.file());
    fields.put("line", problem.line());
    fields.put("column", problem.column());
    fields.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
    fields.put("message", problem.message());
    return fields;
  }

  /**
   * Like {@link #check}, with the statuses of {@code keepalived -t}. What keepalived mends or
   * leaves out is an error, and so is an interface that does not exist. Differs: a missing or an
   * empty file is an error too, and so is a command that script security refuses, whether the file
   * asks for script security or not.
   */
  ExitStatus checkAsKeepalived(Reading reading) {
    if (!Files.exists(reading.file())) {
      err.println(reading.file() + ": no such file");
      return ExitStatus.FILE_MISSING;
    }
    try {
      var loaded = reading.load();
      var warnings = withMissing(reading, loaded);
      if (judge(reading, loaded, warnings) != ExitStatus.OK
          || warnings.size() > loaded.warnings().size()) {
        return ExitStatus.FILE_WRONG;
      }
      if (!loaded.isSecured() && !ConfiguredCommand.allOf(loaded.config()).isEmpty()) {
        err.println(
            reading.file()
                + ": has commands, but does not say enable_script_security, which keepalived -t"
                + " reports as a security violation; here script security is always on");
        return ExitStatus.FILE_INSECURE;
      }
      return ExitStatus.OK;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      var problems = e.problems();
      if (problems.stream().anyMatch(KeepalivedConf::preventsStart)) {
        return ExitStatus.CONFIGURATION;
      }
      return problems.stream().allMatch(KeepalivedConf::isMissingFile)
          ? ExitStatus.FILE_INSECURE
          : ExitStatus.FILE_WRONG;
    }
  }

  private List<Problem> withMissing(Reading reading, Loaded loaded) {
    var warnings = new ArrayList<>(loaded.warnings());
    runner
        .missing(loaded.config())
        .forEach(missing -> warnings.add(problem(reading, Severity.WARNING, missing)));
    return warnings;
  }

  private static Problem problem(Reading reading, Severity severity, String message) {
    return new Problem(reading.file().toString(), 0, 0, severity, message);
  }

  /**
   * Refuses a keepalived.conf with statements that cannot be parsed, like {@code keepalived -t};
   * conflicting and out-of-range values are only warnings.
   */
  private ExitStatus judge(Reading reading, Loaded loaded, List<Problem> warnings) {
    warnings.forEach(err::println);
    if (loaded.mistakes() > 0) {
      err.println(
          reading.file()
              + ": "
              + Plural.of(loaded.mistakes(), "statement")
              + " that cannot be understood, so check refuses the file, as keepalived -t does; run"
              + " would ignore or mend them, as keepalived does, and serve the rest");
      return ExitStatus.CONFIGURATION;
    }
    if (reading.strict() && !warnings.isEmpty()) {
      return ExitStatus.FAILED;
    }
    passed(reading, loaded.config(), warnings.size());
    return ExitStatus.OK;
  }

  private void passed(Reading reading, AgentConfig config, int warnings) {
    out.println(
        reading.file()
            + ": ok, "
            + config.summary()
            + (warnings == 0 ? "" : ", " + Plural.of(warnings, "warning")));
  }

  private static String unseen(List<String> things) {
    return (things.isEmpty() ? "" : String.join(", ", things) + ", ")
        + "interfaces, the host's name";
  }
}
