package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/** {@code holdfast check}: reads a configuration as the agent would. */
record CheckCommand(AgentRunner runner, PrintWriter out, PrintWriter err) {

  /**
   * What a check has found.
   *
   * @param summary what the file configures; empty if it cannot be used
   * @param problems each with its place; 0 for one of the whole file
   * @param notLookedAt what was skipped because another host will run the configuration; null if
   *     nothing was skipped
   */
  private record Outcome(
      Path file,
      ExitStatus status,
      String summary,
      List<Problem> problems,
      @Nullable String notLookedAt) {

    private Outcome with(ExitStatus next, Problem problem) {
      var all = new ArrayList<>(problems);
      all.add(problem);
      return new Outcome(file, next, summary, all, notLookedAt);
    }

    private Outcome with(ExitStatus next) {
      return new Outcome(file, next, summary, problems, notLookedAt);
    }
  }

  /**
   * Prints the problems, and a summary of a file without errors.
   *
   * @param offline whether another host will run the configuration, so that nothing on this host is
   *     checked
   */
  ExitStatus check(Reading reading, boolean offline) {
    return print(judged(reading, offline));
  }

  /**
   * Like {@link #check}, with the statuses of {@code keepalived -t}. What keepalived mends or
   * leaves out is an error, and so is an interface that does not exist. Differs: a missing or an
   * empty file is an error too, and so is a command that script security refuses, whether the file
   * asks for script security or not.
   */
  ExitStatus checkAsKeepalived(Reading reading, boolean offline) {
    return print(judgedAsKeepalived(reading, offline));
  }

  /**
   * Prints one JSON object in place of the text: {@code file}, {@code ok}, {@code status}, {@code
   * summary}, {@code problems} and {@code not_looked_at}. The statuses are the same.
   */
  ExitStatus checkAsJson(Reading reading, boolean offline, boolean asKeepalived) {
    var outcome = asKeepalived ? judgedAsKeepalived(reading, offline) : judged(reading, offline);
    var report = new LinkedHashMap<String, @Nullable Object>();
    report.put("file", outcome.file().toString());
    report.put("ok", outcome.status() == ExitStatus.OK);
    report.put("status", outcome.status().code());
    report.put("summary", outcome.summary());
    report.put("problems", outcome.problems().stream().map(CheckCommand::fields).toList());
    report.put("not_looked_at", outcome.notLookedAt());
    out.print(Json.pretty(report));
    out.flush();
    return outcome.status();
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

  private ExitStatus print(Outcome outcome) {
    outcome.problems().forEach(err::println);
    if (outcome.status() == ExitStatus.OK) {
      int warnings = outcome.problems().size();
      out.println(
          outcome.file()
              + ": ok, "
              + outcome.summary()
              + (warnings == 0 ? "" : ", " + Plural.of(warnings, "warning")));
    }
    if (outcome.notLookedAt() != null) {
      out.println(outcome.file() + ": not looked at: " + outcome.notLookedAt());
    }
    return outcome.status();
  }

  private Outcome judged(Reading reading, boolean offline) {
    try {
      if (offline) {
        var read = reading.loadOffline();
        return judged(reading, read.loaded(), read.loaded().warnings(), unseen(read));
      }
      var loaded = reading.load();
      var missing = missingNamespace(loaded);
      return missing == null
          ? judged(reading, loaded, withMissing(reading, loaded), null)
          : of(reading, loaded, loaded.warnings(), null)
              .with(ExitStatus.CONFIGURATION, error(reading, missing));
    } catch (ConfigException e) {
      return refused(reading, ExitStatus.of(e), e.problems());
    }
  }

  /**
   * Refuses a keepalived.conf with statements that cannot be parsed, like {@code keepalived -t};
   * conflicting and out-of-range values are only warnings.
   */
  private static Outcome judged(
      Reading reading, Loaded loaded, List<Problem> warnings, @Nullable String notLookedAt) {
    var found = of(reading, loaded, warnings, notLookedAt);
    if (loaded.mistakes() > 0) {
      return found.with(
          ExitStatus.CONFIGURATION,
          error(
              reading,
              Plural.of(loaded.mistakes(), "statement")
                  + " that cannot be understood, so check refuses the file, as keepalived -t does;"
                  + " run would ignore or mend "
                  + (loaded.mistakes() == 1 ? "it" : "them")
                  + ", as keepalived does, and serve the rest"));
    }
    return reading.strict() && !warnings.isEmpty() ? found.with(ExitStatus.FAILED) : found;
  }

  private static @Nullable String missingNamespace(Loaded loaded) {
    var process = loaded.config().process();
    for (var namespace : Arrays.asList(process.netNamespace(), process.ipvsNamespace())) {
      if (namespace != null && !Files.exists(new NamedNamespace(namespace).path())) {
        return "network namespace "
            + namespace
            + " does not exist; ip netns add "
            + namespace
            + " creates it";
      }
    }
    return null;
  }

  private Outcome judgedAsKeepalived(Reading reading, boolean offline) {
    if (!Files.exists(reading.file())) {
      return refused(
          reading, ExitStatus.FILE_MISSING, List.of(error(reading, "the file does not exist")));
    }
    try {
      Loaded loaded;
      Outcome found;
      if (offline) {
        var read = reading.loadOffline();
        loaded = read.loaded();
        found = judged(reading, loaded, loaded.warnings(), unseen(read));
      } else {
        loaded = reading.load();
        found = judged(reading, loaded, withMissing(reading, loaded), null);
      }
      if (found.status() != ExitStatus.OK || found.problems().size() > loaded.warnings().size()) {
        return found.with(ExitStatus.FILE_WRONG);
      }
      if (!loaded.isSecured() && !ConfiguredCommand.allOf(loaded.config()).isEmpty()) {
        return found.with(
            ExitStatus.FILE_INSECURE,
            error(
                reading,
                "has commands, but does not say enable_script_security, which keepalived -t"
                    + " reports as a security violation; here script security is always on"));
      }
      return found;
    } catch (ConfigException e) {
      var problems = e.problems();
      if (problems.stream().anyMatch(KeepalivedConf::preventsStart)) {
        return refused(reading, ExitStatus.CONFIGURATION, problems);
      }
      boolean isOfIncludes = problems.stream().allMatch(KeepalivedConf::isMissingFile);
      return refused(
          reading, isOfIncludes ? ExitStatus.FILE_INSECURE : ExitStatus.FILE_WRONG, problems);
    }
  }

  private static Outcome of(
      Reading reading, Loaded loaded, List<Problem> warnings, @Nullable String notLookedAt) {
    return new Outcome(
        reading.file(), ExitStatus.OK, loaded.config().summary(), warnings, notLookedAt);
  }

  private static Outcome refused(Reading reading, ExitStatus status, List<Problem> problems) {
    return new Outcome(reading.file(), status, "", problems, null);
  }

  private List<Problem> withMissing(Reading reading, Loaded loaded) {
    var warnings = new ArrayList<>(loaded.warnings());
    runner
        .missing(loaded.config())
        .forEach(missing -> warnings.add(problem(reading, Severity.WARNING, missing)));
    return warnings;
  }

  private static Problem error(Reading reading, String message) {
    return problem(reading, Severity.ERROR, message);
  }

  private static Problem problem(Reading reading, Severity severity, String message) {
    return new Problem(reading.file().toString(), 0, 0, severity, message);
  }

  private static String unseen(Reading.Offline read) {
    var things = read.notLookedAt();
    return (things.isEmpty() ? "" : String.join(", ", things) + ", ")
        + "interfaces, the host's name";
  }
}
