package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.holdfast.agent.config.Nearest;
import org.holdfast.agent.doctor.look.Look;
import org.holdfast.linux.NanoClock;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code holdfast} command: what stands on the command line, and who does it.
 *
 * <p>Specified by calls and not by annotations: reading those would take a hundred milliseconds of
 * the agent's start.
 */
public final class HoldfastCommand {

  private static final String DEFAULT_SOCKET = "/run/holdfast/control.sock";
  private static final String DEFAULT_CONFIGURATION = "/etc/holdfast/holdfast.yaml";

  private static final String CONFIG = "--config";
  private static final String SOCKET = "--control-socket";
  private static final String DETAIL = "--log-detail";
  private static final String JSON = "--json";
  private static final String REAL_SERVER = "--real-server";
  private static final String PROBE = "--probe";
  private static final String LISTEN = "--listen";
  private static final String STRICT = "--strict";
  private static final Path KEEPALIVED = Path.of("/etc/keepalived/keepalived.conf");

  private final AgentRunner runner;
  private final PrintWriter out;
  private final PrintWriter err;

  private HoldfastCommand(AgentRunner runner, PrintWriter out, PrintWriter err) {
    this.runner = runner;
    this.out = out;
    this.err = err;
  }

  /**
   * Does what {@code arguments} ask.
   *
   * @return the exit status, as {@link ExitStatus} documents
   */
  public static int execute(
      AgentRunner runner, PrintWriter out, PrintWriter err, String... arguments) {
    var line = new CommandLine(new HoldfastCommand(runner, out, err).all());
    int status =
        line.setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .setParameterExceptionHandler(HoldfastCommand::misused)
            .execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  /** What is wrong, what was probably meant, and where help is: no page of usage around it. */
  private static int misused(ParameterException problem, String[] arguments) {
    var command = problem.getCommandLine();
    var name = command.getCommandSpec().qualifiedName();
    var err = command.getErr();
    if (problem instanceof UnmatchedArgumentException unmatched
        && !command.getSubcommands().isEmpty()
        && !unmatched.isUnknownOption()) {
      var word = unmatched.getUnmatched().getFirst();
      var meant = Nearest.hint(word, command.getSubcommands().keySet());
      err.println(name + ": no such command: \"" + word + "\"" + meant);
    } else {
      err.println(name + ": " + problem.getMessage());
    }
    err.println("Try \"" + name + " --help\".");
    return ExitStatus.CONFIGURATION.code();
  }

  private CommandSpec all() {
    var holdfast = CommandSpec.create().name("holdfast").mixinStandardHelpOptions(true);
    holdfast.version("holdfast " + Version.current());
    holdfast
        .usageMessage()
        .description("Keeps a service's addresses alive on a pair of directors.")
        .synopsisSubcommandLabel("COMMAND")
        .exitCodeListHeading("%nExit status:%n")
        .exitCodeList(ExitStatus.documented());
    return holdfast
        .addSubcommand("run", run())
        .addSubcommand("check", check())
        .addSubcommand("convert", convert())
        .addSubcommand("status", status())
        .addSubcommand("doctor", doctor())
        .addSubcommand("version", version());
  }

  private CommandSpec run() {
    return command(
            "Runs the agent in the foreground until SIGTERM or SIGINT.",
            given ->
                runner.run(
                    configuration(given), controlSocket(given), given.hasMatchedOption(DETAIL)))
        .addOption(configuration())
        .addOption(controlSocket())
        .addOption(flag("Log announcements and other details too.", "-D", DETAIL));
  }

  private CommandSpec check() {
    return command(
            "Checks a configuration, prints every error in it, and touches nothing.",
            given -> new CheckCommand(out, err).check(configuration(given)))
        .addOption(configuration());
  }

  private CommandSpec convert() {
    return command(
            "Prints the YAML file that means the same as a keepalived.conf.",
            given ->
                new ConvertCommand(out, err)
                    .convert(
                        given.matchedPositionalValue(0, KEEPALIVED),
                        given.hasMatchedOption(STRICT)))
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("FILE")
                .type(Path.class)
                .arity("0..1")
                .defaultValue(KEEPALIVED.toString())
                .showDefaultValue(Visibility.ALWAYS)
                .description("The keepalived.conf.")
                .build())
        .addOption(flag("Exit with status 1 when a line could not be carried over.", STRICT));
  }

  private CommandSpec status() {
    return command(
            "Shows what the running agent does and why, beside what the kernel says.",
            given ->
                new StatusCommand(out, err)
                    .show(controlSocket(given), given.hasMatchedOption(JSON)))
        .addOption(controlSocket())
        .addOption(flag("As JSON.", JSON));
  }

  private CommandSpec doctor() {
    return command(
            "Looks at this host for what will make trouble, and says what mends it.", this::examine)
        .addOption(configuration())
        .addOption(controlSocket())
        .addOption(
            OptionSpec.builder(REAL_SERVER)
                .paramLabel("VIP")
                .arity("1..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("The host is a real server of these, by direct routing or a tunnel.")
                .build())
        .addOption(flag("Ask by ARP who has the virtual addresses (300 ms).", PROBE))
        .addOption(flag("Listen to other routers' adverts (3 s).", LISTEN))
        .addOption(flag("As JSON.", JSON));
  }

  /** A real server has no configuration of ours, unless it is said which. */
  private ExitStatus examine(ParseResult given) {
    var served = given.matchedOptionValue(REAL_SERVER, List.<String>of());
    var look =
        new Look(
            configuration(given),
            controlSocket(given),
            given.hasMatchedOption(PROBE),
            given.hasMatchedOption(LISTEN),
            NanoClock.system());
    var director =
        served.isEmpty() || given.hasMatchedOption(CONFIG)
            ? Optional.of(configuration(given))
            : Optional.<Path>empty();
    return new DoctorCommand(out, err)
        .examine(director, served, look, given.hasMatchedOption(JSON));
  }

  private CommandSpec version() {
    return command(
        "Prints the version.",
        given -> {
          out.println("holdfast " + Version.current());
          return ExitStatus.OK;
        });
  }

  private static CommandSpec command(String description, Function<ParseResult, ExitStatus> action) {
    var holder = new Action(action);
    var spec = CommandSpec.wrapWithoutInspection(holder);
    holder.spec = spec;
    spec.mixinStandardHelpOptions(true).usageMessage().description(description);
    return spec;
  }

  private static OptionSpec configuration() {
    return path("FILE", DEFAULT_CONFIGURATION, "The configuration.", "-c", CONFIG);
  }

  private static Path configuration(ParseResult given) {
    return given.matchedOptionValue(CONFIG, Path.of(DEFAULT_CONFIGURATION));
  }

  private static OptionSpec controlSocket() {
    return path("PATH", DEFAULT_SOCKET, "Where the agent answers questions.", SOCKET);
  }

  private static Path controlSocket(ParseResult given) {
    return given.matchedOptionValue(SOCKET, Path.of(DEFAULT_SOCKET));
  }

  private static OptionSpec path(
      String label, String defaultValue, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(Path.class)
        .defaultValue(defaultValue)
        .showDefaultValue(Visibility.ALWAYS)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names).type(boolean.class).description(description).build();
  }

  /** What picocli calls once a subcommand has been recognized. */
  private static final class Action implements Callable<Integer> {
    private final Function<ParseResult, ExitStatus> action;
    private CommandSpec spec = CommandSpec.create();

    private Action(Function<ParseResult, ExitStatus> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.apply(spec.commandLine().getParseResult()).code();
    }
  }
}
