package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.CONFIG_ID;
import static org.holdfast.agent.cli.CommandParts.DEFAULT_CONFIGURATION;
import static org.holdfast.agent.cli.CommandParts.DEFAULT_KEEPALIVED;
import static org.holdfast.agent.cli.CommandParts.command;
import static org.holdfast.agent.cli.CommandParts.configId;
import static org.holdfast.agent.cli.CommandParts.path;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.Problem;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.config.load.ConfigFile.Converted;
import org.holdfast.agent.config.table.Form;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code holdfast migrate}: translates this host's keepalived.conf, writes a report beside the
 * result, and prints the steps of the swap and of the way back. It changes nothing else.
 *
 * @param doctor examines this host for a configuration file, and returns its findings as text
 */
record MigrateCommand(
    PrintWriter out, PrintWriter err, Clock clock, Function<Path, String> doctor) {

  private static final String FROM = "--from";
  private static final String TO = "--to";

  /** The way back is printed too, so that an operator has it before the first step. */
  private static final String STEPS =
      """

      Read the report, and adapt the file if it says so. Then, on this director:

        holdfast check
        systemctl disable --now keepalived
        systemctl enable --now holdfast
        holdfast status

      Begin with the backup. Its status must say BACKUP and count the packets of the master, which still runs
      keepalived. Let it take over ("systemctl stop keepalived" on the master), and then do the same there.

      The way back, at any time:

        systemctl disable --now holdfast && systemctl enable --now keepalived
      """;

  CommandSpec spec() {
    return command(
            "Translates this host's keepalived.conf for Holdfast, writes a report beside the"
                + " result, and prints the steps of the swap and of the way back. Changes nothing"
                + " else.",
            this::migrate)
        .addOption(path("FILE", DEFAULT_KEEPALIVED, "The file to read.", FROM))
        .addOption(path("FILE", DEFAULT_CONFIGURATION, "The file to write; it must not exist.", TO))
        .addOption(configId());
  }

  private ExitStatus migrate(ParseResult given) {
    return migrate(
        given.matchedOptionValue(FROM, Path.of(DEFAULT_KEEPALIVED)),
        given.matchedOptionValue(TO, Path.of(DEFAULT_CONFIGURATION)),
        given.matchedOptionValue(CONFIG_ID, null));
  }

  /**
   * @param configId the name that keepalived's {@code @id} lines are compared with; null for the
   *     host's name
   */
  ExitStatus migrate(Path from, Path to, @Nullable String configId) {
    var report = to.resolveSibling("migration-report.txt");
    try {
      var converted = ConfigFile.convert(from, Form.FILE, configId);
      var text = converted.yaml();
      if (converted.translated()) {
        text = "# Converted from " + from + ".\n" + text;
      }
      create(to, text);
      try {
        var config = ConfigFile.load(to).config();
        replace(report, report(from, to, converted, config));
        summarize(from, to, report, converted, config);
        return ExitStatus.OK;
      } catch (ConfigException | IOException e) {
        Files.delete(to);
        throw e;
      }
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return ExitStatus.CONFIGURATION;
    } catch (FileAlreadyExistsException e) {
      err.println(
          "holdfast migrate: " + to + " exists and was not changed; rename it, or use --to");
      return ExitStatus.CONFIGURATION;
    } catch (IOException e) {
      err.println("holdfast migrate: cannot write to " + to.getParent() + ": " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  private String report(Path from, Path to, Converted converted, AgentConfig config) {
    var text = new StringBuilder();
    text.append(
        """
        Migration of %s to %s, %s

        CARRIED
        %s
        """
            .formatted(
                from, to, ClockTime.seconds(clock.instant(), clock.getZone()), config.summary()));
    text.append("\nWHAT DIFFERS FROM KEEPALIVED\n");
    text.append(lines(converted.warnings(), "Nothing: every statement means the same.\n"));
    text.append(
        """

        THE SERVICE'S RIGHTS
        The packaged service runs as the user holdfast with two capabilities. Scripts and notify commands that
        change to another user, need root, or write outside of /run/holdfast and /var/lib/holdfast need a
        drop-in: see install.md, "The service's rights".

        THIS HOST (holdfast doctor)
        """);
    text.append(doctor.apply(to));
    return text.toString();
  }

  private static String lines(List<Problem> problems, String none) {
    if (problems.isEmpty()) {
      return none;
    }
    var text = new StringBuilder();
    problems.forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }

  private void summarize(Path from, Path to, Path report, Converted converted, AgentConfig config) {
    out.println("Read " + from + ": " + config.summary() + ".");
    out.println("Wrote " + to + ".");
    int differences = converted.warnings().size();
    out.println(
        "Wrote "
            + report
            + ": "
            + (differences == 0 ? "no statement differs" : differs(differences))
            + ".");
    out.print(STEPS);
  }

  private static String differs(int differences) {
    return Plural.of(differences, "statement")
        + (differences == 1 ? " differs" : " differ")
        + " from keepalived";
  }

  /** Creates a file with passwords: only the owner and the directory's group may read it. */
  private static void create(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
    var directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    posix(file).setGroup(posix(directory).readAttributes().group());
    Files.writeString(file, text);
  }

  private static PosixFileAttributeView posix(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class);
  }

  private static void replace(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    create(file, text);
  }
}
