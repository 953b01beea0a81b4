package org.holdfast.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code holdfast} command: what stands on the command line, and who does it. */
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    versionProvider = Version.Provider.class,
    scope = CommandLine.ScopeType.INHERIT,
    description = "Keeps a service's addresses alive on a pair of directors.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all went well",
      "1:something else failed; the last line says what",
      "2:the command line or the configuration is wrong; nothing was touched",
      "3:no agent answers on the control socket",
      "4:a capability is missing; nothing was touched",
      "5:another agent runs on the same control socket; nothing was touched"
    })
public final class HoldfastCommand {

  private static final String DEFAULT_SOCKET = "/run/holdfast/control.sock";
  private static final String DEFAULT_CONFIGURATION = "/etc/holdfast/holdfast.yaml";

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
    int status =
        new CommandLine(new HoldfastCommand(runner, out, err))
            .setOut(out)
            .setErr(err)
            .setUsageHelpWidth(100)
            .setUsageHelpLongOptionsMaxWidth(30)
            .execute(arguments);
    out.flush();
    err.flush();
    return status;
  }

  @Command(description = "Runs the agent in the foreground until SIGTERM or SIGINT.")
  int run(
      @Option(
              names = {"-c", "--config"},
              paramLabel = "FILE",
              defaultValue = DEFAULT_CONFIGURATION,
              description = "The configuration. Default: ${DEFAULT-VALUE}")
          Path configuration,
      @Option(
              names = "--control-socket",
              paramLabel = "PATH",
              defaultValue = DEFAULT_SOCKET,
              description = "Where to answer questions. Default: ${DEFAULT-VALUE}")
          Path controlSocket,
      @Option(
              names = {"-D", "--log-detail"},
              description = "Log announcements and other details too.")
          boolean detail) {
    return runner.run(configuration, controlSocket, detail).code();
  }

  @Command(description = "Checks a configuration, prints every error in it, and touches nothing.")
  int check(
      @Option(
              names = {"-c", "--config"},
              paramLabel = "FILE",
              defaultValue = DEFAULT_CONFIGURATION,
              description = "The configuration. Default: ${DEFAULT-VALUE}")
          Path configuration) {
    return new CheckCommand(out, err).check(configuration).code();
  }

  @Command(description = "Shows what the running agent does and why, beside what the kernel says.")
  int status(
      @Option(
              names = "--control-socket",
              paramLabel = "PATH",
              defaultValue = DEFAULT_SOCKET,
              description = "Where the agent answers. Default: ${DEFAULT-VALUE}")
          Path controlSocket,
      @Option(names = "--json", description = "As JSON.") boolean json) {
    return new StatusCommand(out, err).show(controlSocket, json).code();
  }

  @Command(description = "Prints the version.")
  int version() {
    out.println("holdfast " + Version.current());
    return ExitStatus.OK.code();
  }
}
