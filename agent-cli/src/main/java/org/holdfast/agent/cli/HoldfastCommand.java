package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.AS_KEEPALIVED;
import static org.holdfast.agent.cli.CommandParts.CHECKS_ONLY;
import static org.holdfast.agent.cli.CommandParts.CONFIG_ID;
import static org.holdfast.agent.cli.CommandParts.CORE_DUMP;
import static org.holdfast.agent.cli.CommandParts.DEFAULT_KEEPALIVED;
import static org.holdfast.agent.cli.CommandParts.DETAIL;
import static org.holdfast.agent.cli.CommandParts.JSON;
import static org.holdfast.agent.cli.CommandParts.KEEP_ADDRESSES;
import static org.holdfast.agent.cli.CommandParts.KEEP_TABLE;
import static org.holdfast.agent.cli.CommandParts.LOG_ADDRESSES;
import static org.holdfast.agent.cli.CommandParts.NET_NAMESPACE;
import static org.holdfast.agent.cli.CommandParts.OFFLINE;
import static org.holdfast.agent.cli.CommandParts.PID_FILE;
import static org.holdfast.agent.cli.CommandParts.SNMP;
import static org.holdfast.agent.cli.CommandParts.STRICT;
import static org.holdfast.agent.cli.CommandParts.SUPERVISE;
import static org.holdfast.agent.cli.CommandParts.VRRP_ONLY;
import static org.holdfast.agent.cli.CommandParts.command;
import static org.holdfast.agent.cli.CommandParts.configId;
import static org.holdfast.agent.cli.CommandParts.controlSocket;
import static org.holdfast.agent.cli.CommandParts.defaults;
import static org.holdfast.agent.cli.CommandParts.flag;
import static org.holdfast.agent.cli.CommandParts.hasDefaults;
import static org.holdfast.agent.cli.CommandParts.json;
import static org.holdfast.agent.cli.CommandParts.masterSocket;
import static org.holdfast.agent.cli.CommandParts.reading;
import static org.holdfast.agent.cli.CommandParts.text;
import static org.holdfast.agent.cli.CommandParts.withReading;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.time.NanoClock;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code holdfast} command: parses the command line and runs the subcommand.
 *
 * <p>The specification uses calls instead of annotations, because reading annotations would add a
 * hundred milliseconds to the agent's start.
 */
public final class HoldfastCommand {

  /** Picocli's message for an invalid argument or option; only the name in it is used. */
  private static final Pattern INVALID =
      Pattern.compile(
          "^Invalid value for (?:positional parameter at index \\S+ \\(|option ')"
              + "([^')]+)(?:\\)|'(?: \\([^)]*\\))?): ");

  /** The subcommands in the order of the help. */
  private static final List<String> NAMES =
      List.of(
          "run",
          "check",
          "convert",
          "migrate",
          "signum",
          "genhash",
          "status",
          "top",
          "show",
          "explain",
          "events",
          "step-down",
          "resume",
          "drain",
          "enable",
          "weight",
          "reload",
          "diff",
          "log",
          "doctor",
          "release",
          "version");

  private final AgentRunner runner;
  private final PrintWriter out;
  private final PrintWriter err;

  private HoldfastCommand(AgentRunner runner, PrintWriter out, PrintWriter err) {
    this.runner = runner;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the command line.
   *
   * @return a number of {@link ExitStatus}
   */
  public static int execute(AgentRunner runner, PrintWriter out, PrintWriter err, String... given) {
    var arguments = withoutHelp(given);
    var holdfast = new HoldfastCommand(runner, out, err);
    var first = arguments.length == 0 ? "" : arguments[0];
    var line = new CommandLine(holdfast.with(NAMES.contains(first) ? List.of(first) : NAMES));
    int status =
        line.setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .registerConverter(Integer.class, numeral(Integer::valueOf, "a whole number"))
            .registerConverter(Long.class, numeral(Long::valueOf, "a whole number"))
            .registerConverter(Double.class, numeral(Double::valueOf, "a number"))
            .setParameterExceptionHandler(HoldfastCommand::misused)
            .execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  /** Turns {@code help drain} into {@code drain --help}, as with git and kubectl. */
  private static String[] withoutHelp(String... given) {
    if (given.length == 0 || !given[0].equals("help")) {
      return given;
    }
    var arguments = new ArrayList<>(Arrays.asList(given).subList(1, given.length));
    arguments.add("--help");
    return arguments.toArray(String[]::new);
  }

  /** Converts a number; the error message avoids Java's type names. */
  private static <T> ITypeConverter<T> numeral(Function<String, T> reading, String expected) {
    return text -> {
      try {
        return reading.apply(text);
      } catch (NumberFormatException _) {
        throw new TypeConversionException(
            "\"" + text + "\" is not " + expected + ", or is too large");
      }
    };
  }

  /** Prints the error, the probable intent and a hint at the help, without the usage page. */
  private static int misused(ParameterException problem, String[] arguments) {
    var command = problem.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    var err = command.getErr();
    if (problem instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      err.println(name + ": " + unexpected(command, unmatched.getUnmatched()));
    } else {
      err.println(name + ": " + INVALID.matcher(problem.getMessage()).replaceFirst("$1: "));
    }
    err.println("Try \"" + name + " --help\".");
    return ExitStatus.CONFIGURATION.code();
  }

  private static String unexpected(CommandLine command, List<String> words) {
    var first = words.getFirst();
    if (!command.getSubcommands().isEmpty()) {
      return "no such command: \""
          + first
          + "\""
          + Nearest.hint(first, command.getSubcommands().keySet());
    }
    boolean readsFile = command.getCommandSpec().findOption("--config") != null;
    return (words.size() == 1 ? "unexpected argument \"" : "unexpected arguments \"")
        + String.join("\", \"", words)
        + "\""
        + (readsFile ? "; the configuration is named with -c" : "");
  }

  /** Returns all commands, for the generated pages. */
  static CommandSpec commands() {
    var nowhere = new PrintWriter(Writer.nullWriter());
    AgentRunner idle = _ -> ExitStatus.OK;
    return new HoldfastCommand(idle, nowhere, nowhere).with(NAMES);
  }

  /** Builds only these subcommands, because a run needs just one of them. */
  private CommandSpec with(List<String> names) {
    var holdfast = CommandParts.withHelp(CommandSpec.create().name("holdfast"));
    holdfast.version("holdfast " + Version.current());
    holdfast
        .usageMessage()
        .description("Keeps a service's addresses alive on a pair of directors.")
        .synopsisSubcommandLabel("COMMAND")
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(ExitStatus.documented());
    for (var name : names) {
      holdfast.addSubcommand(name, named(name));
    }
    return holdfast;
  }

  private CommandSpec named(String name) {
    var queries = new QueryCommands(ShownWriter.to(out), ShownWriter.to(err));
    var orders = new OrderCommands(ShownWriter.to(out), ShownWriter.to(err));
    return switch (name) {
      case "run" -> run();
      case "check" -> check();
      case "convert" -> convert();
      case "migrate" ->
          new MigrateCommand(
                  out,
                  err,
                  NanoClock.wall().withZone(ZoneId.systemDefault()),
                  DoctorCommand::findings)
              .spec();
      case "signum" -> new SignumCommand(out, err).spec();
      case "genhash" -> new GenhashCommand(out, err).spec();
      case "status" -> queries.status();
      case "top" -> queries.top();
      case "show" -> queries.show();
      case "explain" -> queries.explain();
      case "events" -> queries.events();
      case "step-down" -> orders.stepDown();
      case "resume" -> orders.resume();
      case "drain" -> orders.drain();
      case "enable" -> orders.enable();
      case "weight" -> orders.weight();
      case "reload" -> reload();
      case "diff" -> diff();
      case "log" -> new LogCommand(ShownWriter.to(out), ShownWriter.to(err)).spec();
      case "doctor" -> new DoctorCommand(ShownWriter.to(out), ShownWriter.to(err)).spec();
      case "release" -> release();
      case "version" -> version();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private CommandSpec run() {
    return withReading(
            command(
                "Runs the agent in the foreground until SIGTERM or SIGINT.",
                given ->
                    runner.run(
                        new RunOptions(
                            reading(given),
                            controlSocket(given),
                            given.hasMatchedOption(DETAIL),
                            new RunOptions.Extras(
                                given.hasMatchedOption(KEEP_ADDRESSES),
                                given.hasMatchedOption(LOG_ADDRESSES),
                                given.hasMatchedOption(CORE_DUMP))))))
        .addOption(controlSocket())
        .addOption(text("PATH", "File for the process id; overrides pid-file.", PID_FILE))
        .addOption(
            text("NAME", "Network namespace to run in; overrides net-namespace.", NET_NAMESPACE))
        .addOption(flag("Also log announcements and other details.", "-D", DETAIL))
        .addOption(flag("Run the instances and their tracks, but no virtual servers.", VRRP_ONLY))
        .addOption(
            flag(
                "Run the virtual servers, but no instances: each serves as long as the agent runs.",
                CHECKS_ONLY))
        .addOption(flag("Leave the IPVS table as it is at the end; overrides on-stop.", KEEP_TABLE))
        .addOption(
            flag(
                "Leave the addresses, routes and rules at the end, although a peer will take them"
                    + " too; the next run removes them.",
                KEEP_ADDRESSES))
        .addOption(
            flag(
                "Also log every change of an address on this host, whichever program makes it.",
                LOG_ADDRESSES))
        .addOption(
            flag("Show everything by SNMP, even without snmp in the file; overrides mibs.", SNMP))
        .addOption(masterSocket())
        .addOption(flag("Dump core at a crash.", CORE_DUMP))
        .addOption(
            flag(
                "Write the PID file and the dumps of signals where keepalived writes them, unless"
                    + " the file says otherwise.",
                AS_KEEPALIVED))
        .addOption(
            flag(
                "Stay as the agent's parent: start it again when it dies, and release what it left"
                    + " when it cannot be started.",
                SUPERVISE));
  }

  private CommandSpec check() {
    return withReading(
            command(
                "Checks a configuration, prints every error in it, and touches nothing.",
                given -> {
                  var check = new CheckCommand(runner, out, err);
                  boolean offline = given.hasMatchedOption(OFFLINE);
                  boolean asKeepalived = given.hasMatchedOption(AS_KEEPALIVED);
                  if (given.hasMatchedOption(JSON)) {
                    return check.checkAsJson(reading(given), offline, asKeepalived);
                  }
                  return asKeepalived
                      ? check.checkAsKeepalived(reading(given), offline)
                      : check.check(reading(given), offline);
                }))
        .addOption(
            flag(
                "Skip the programs, users, files and interfaces of this host, and list what was"
                    + " skipped: another host will run it.",
                OFFLINE))
        .addOption(json())
        .addOption(
            flag(
                "End with the statuses of keepalived -t: 4 for a missing file, 5 for an error or"
                    + " something that is mended, 6 for commands without enable_script_security.",
                AS_KEEPALIVED));
  }

  private CommandSpec convert() {
    return command(
            "Prints a keepalived.conf with its comments as an equivalent YAML file, or a YAML file"
                + " in canonical form without its comments.",
            given ->
                new ConvertCommand(out, err)
                    .convert(
                        given.matchedPositionalValue(0, Path.of(DEFAULT_KEEPALIVED)),
                        hasDefaults(given) ? Form.COMPLETE : Form.FILE,
                        given.matchedOptionValue(CONFIG_ID, null),
                        given.hasMatchedOption(STRICT)))
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("FILE")
                .type(Path.class)
                .arity("0..1")
                .defaultValue(DEFAULT_KEEPALIVED)
                .showDefaultValue(Visibility.ALWAYS)
                .description("A keepalived.conf or a YAML file.")
                .build())
        .addOption(configId())
        .addOption(
            flag(
                "End with status 1 if any line was repaired, dropped or is not supported.", STRICT))
        .addOption(defaults());
  }

  private CommandSpec reload() {
    return command(
            "Makes the running agent read its configuration again and apply the differences.",
            given -> reloading(given).reload())
        .addOption(controlSocket())
        .addOption(json());
  }

  private CommandSpec diff() {
    return command(
            "Shows what a reload would change, and changes nothing.",
            given -> reloading(given).diff())
        .addOption(controlSocket())
        .addOption(json());
  }

  private ReloadCommand reloading(ParseResult given) {
    return new ReloadCommand(
        new AgentRequests(ShownWriter.to(out), ShownWriter.to(err), controlSocket(given)),
        given.hasMatchedOption(JSON));
  }

  private CommandSpec release() {
    return command(
            "Removes the addresses, routes, rules and IPVS services that a dead agent has left.",
            given -> runner.release(controlSocket(given)))
        .addOption(controlSocket());
  }

  private CommandSpec version() {
    return command(
        "Prints the version.",
        given -> {
          out.println("holdfast " + Version.current());
          return ExitStatus.OK;
        });
  }
}
