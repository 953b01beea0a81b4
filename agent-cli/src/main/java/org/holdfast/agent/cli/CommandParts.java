package org.holdfast.agent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.Overrides;
import org.holdfast.agent.config.Overrides.Scope;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.load.Reading;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Building blocks of the commands: the options that several share, and their actions. */
final class CommandParts {

  static final String DEFAULT_SOCKET = "/run/holdfast/control.sock";
  static final String DEFAULT_CONFIGURATION = "/etc/holdfast/holdfast.yaml";
  static final String DEFAULT_KEEPALIVED = "/etc/keepalived/keepalived.conf";
  static final String CONFIG = "--config";
  static final String SOCKET = "--control-socket";
  static final String CONFIG_ID = "--config-id";
  static final String STRICT = "--strict";
  static final String OFFLINE = "--offline";
  static final String DETAIL = "--log-detail";
  static final String PID_FILE = "--pid-file";
  static final String NET_NAMESPACE = "--net-namespace";

  static final String AS_KEEPALIVED = "--as-keepalived";
  static final String SNMP = "--snmp";
  static final String SNMP_SOCKET = "--snmp-socket";
  static final String ALL_FILES = "--all-config";
  static final String VRRP_ONLY = "--vrrp-only";
  static final String CHECKS_ONLY = "--checks-only";
  static final String KEEP_TABLE = "--keep-ipvs";
  static final String KEEP_ADDRESSES = "--keep-addresses";
  static final String LOG_ADDRESSES = "--log-addresses";

  /** An option that the launcher also reads: the JVM must be told of it at its start. */
  static final String CORE_DUMP = "--core-dump";

  /** An option for the launcher, which removes it before it starts the agent. */
  static final String SUPERVISE = "--supervise";

  static final String JSON = "--json";
  private static final String DEFAULTS = "--defaults";

  private CommandParts() {}

  static CommandSpec command(String description, Function<ParseResult, ExitStatus> action) {
    return commandWithCode(description, given -> action.apply(given).code());
  }

  /** Returns a command whose action chooses a number of its own as exit status. */
  static CommandSpec commandWithCode(String description, ToIntFunction<ParseResult> action) {
    var holder = new Action(action);
    var spec = CommandSpec.wrapWithoutInspection(holder);
    holder.spec = spec;
    spec.usageMessage().description(description);
    return withHelp(spec);
  }

  /**
   * Adds the two options that every command has. Picocli's own mixin for them uses annotations,
   * whose processing would add a third to the time that the whole command line takes.
   */
  static CommandSpec withHelp(CommandSpec spec) {
    return spec.addOption(
            help("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            help("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }

  private static OptionSpec.Builder help(String... names) {
    return OptionSpec.builder(names).type(boolean.class);
  }

  static OptionSpec configuration() {
    return path(
        "FILE",
        DEFAULT_CONFIGURATION,
        "The configuration. Without the option, "
            + DEFAULT_KEEPALIVED
            + " is read if only that exists.",
        "-c",
        CONFIG);
  }

  static Path configuration(ParseResult given) {
    Path chosen = given.matchedOptionValue(CONFIG, null);
    return chosen == null ? standard(Path.of("/")) : chosen;
  }

  /** Returns keepalived's file if only that exists, so that a swapped daemon finds its file. */
  static Path standard(Path root) {
    var own = root.resolve(DEFAULT_CONFIGURATION.substring(1));
    var keepalived = root.resolve(DEFAULT_KEEPALIVED.substring(1));
    return Files.notExists(own) && Files.exists(keepalived) ? keepalived : own;
  }

  /** Adds the options for the configuration and how to read it. */
  static CommandSpec withReading(CommandSpec spec) {
    return spec.addOption(configuration())
        .addOption(configId())
        .addOption(flag("Treat warnings as errors and end with status 1.", STRICT))
        .addOption(
            flag("Refuse a keepalived.conf that includes files that are missing.", ALL_FILES));
  }

  static OptionSpec configId() {
    return text(
        "ID", "Id for keepalived's @id lines; the host's short name by default.", "-i", CONFIG_ID);
  }

  /**
   * Returns the values of the options of {@link #withReading}, and of the process options if
   * present.
   */
  static Reading reading(ParseResult given) {
    return new Reading(
        configuration(given),
        given.matchedOptionValue(CONFIG_ID, null),
        given.hasMatchedOption(STRICT),
        new Overrides(
            new ProcessConfig(
                absolute(given, PID_FILE), given.matchedOptionValue(NET_NAMESPACE, null), null),
            scope(given),
            given.hasMatchedOption(KEEP_TABLE),
            given.hasMatchedOption(ALL_FILES),
            given.hasMatchedOption(AS_KEEPALIVED),
            new Overrides.Snmp(
                given.hasMatchedOption(SNMP), given.matchedOptionValue(SNMP_SOCKET, null))));
  }

  private static Scope scope(ParseResult given) {
    if (given.hasMatchedOption(VRRP_ONLY)) {
      return Scope.VRRP;
    }
    return given.hasMatchedOption(CHECKS_ONLY) ? Scope.CHECKS : Scope.ALL;
  }

  private static @Nullable String absolute(ParseResult given, String option) {
    String path = given.matchedOptionValue(option, null);
    return path == null ? null : Path.of(path).toAbsolutePath().toString();
  }

  static OptionSpec masterSocket() {
    return OptionSpec.builder(SNMP_SOCKET)
        .paramLabel("SOCKET")
        .type(MasterSocket.class)
        .converters(text ->
            MasterSocket.parse(text)
                .orElseThrow(() ->
                    new TypeConversionException(
                        MasterSocket.isUdp(text)
                            ? "\"" + text + "\": " + MasterSocket.NO_UDP
                            : "\"" + text + "\" (expected: such as unix:/var/agentx/master)")))
        .description("The SNMP master agent's socket; overrides snmp.socket.")
        .build();
  }

  static OptionSpec text(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  static OptionSpec number(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(Integer.class)
        .description(description)
        .build();
  }

  static OptionSpec controlSocket() {
    return path("PATH", DEFAULT_SOCKET, "The agent's control socket.", SOCKET);
  }

  static Path controlSocket(ParseResult given) {
    return given.matchedOptionValue(SOCKET, Path.of(DEFAULT_SOCKET));
  }

  static OptionSpec json() {
    return flag("As JSON.", JSON);
  }

  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names).type(boolean.class).description(description).build();
  }

  static OptionSpec defaults() {
    return flag("Also print default values.", DEFAULTS);
  }

  static boolean hasDefaults(ParseResult given) {
    return given.hasMatchedOption(DEFAULTS);
  }

  /** Returns a required or optional argument. */
  static PositionalParamSpec argument(
      int index, String label, boolean required, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .type(String.class)
        .arity(required ? "1" : "0..1")
        .required(required)
        .description(description)
        .build();
  }

  static OptionSpec path(String label, String defaultValue, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(Path.class)
        .defaultValue(defaultValue)
        .showDefaultValue(Visibility.ALWAYS)
        .description(description)
        .build();
  }

  /** Picocli calls this once it has recognized a subcommand. */
  private static final class Action implements Callable<Integer> {
    private final ToIntFunction<ParseResult> action;
    private CommandSpec spec = CommandSpec.create();

    private Action(ToIntFunction<ParseResult> action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return action.applyAsInt(spec.commandLine().getParseResult());
    }
  }
}
