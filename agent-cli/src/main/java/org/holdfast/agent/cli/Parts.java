package org.holdfast.agent.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.holdfast.agent.config.ProcessConfig;
import org.holdfast.agent.config.Reading;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** What commands are made of: the options that several take, and the way to what they do. */
final class Parts {

  private static final String DEFAULT_SOCKET = "/run/holdfast/control.sock";
  private static final String DEFAULT_CONFIGURATION = "/etc/holdfast/holdfast.yaml";
  static final String CONFIG = "--config";
  static final String SOCKET = "--control-socket";
  static final String CONFIG_ID = "--config-id";
  static final String STRICT = "--strict";
  static final String OFFLINE = "--offline";
  static final String DETAIL = "--log-detail";
  static final String PID_FILE = "--pid-file";
  static final String NET_NAMESPACE = "--net-namespace";

  static final String JSON = "--json";
  private static final String DEFAULTS = "--defaults";

  private Parts() {}

  static CommandSpec command(String description, Function<ParseResult, ExitStatus> action) {
    var holder = new Action(action);
    var spec = CommandSpec.wrapWithoutInspection(holder);
    holder.spec = spec;
    spec.usageMessage().description(description);
    return withHelp(spec);
  }

  /**
   * The two options that every command has. Picocli's own mixin of them is specified by
   * annotations, which take a third of the time that all the rest of the command line does.
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
    return path("FILE", DEFAULT_CONFIGURATION, "The configuration.", "-c", CONFIG);
  }

  static Path configuration(ParseResult given) {
    return given.matchedOptionValue(CONFIG, Path.of(DEFAULT_CONFIGURATION));
  }

  /** The configuration, and how it is read. */
  static CommandSpec withReading(CommandSpec spec) {
    return spec.addOption(configuration())
        .addOption(configId())
        .addOption(flag("Take warnings for errors, and end with status 1.", STRICT));
  }

  static OptionSpec configId() {
    return text(
        "ID",
        "What keepalived's @id lines are compared with: the host's short name unless given.",
        "-i",
        CONFIG_ID);
  }

  /** As the options of {@link #withReading} say, and of the process what others may. */
  static Reading reading(ParseResult given) {
    return new Reading(
        configuration(given),
        given.matchedOptionValue(CONFIG_ID, null),
        given.hasMatchedOption(STRICT),
        new ProcessConfig(
            absolute(given, PID_FILE), given.matchedOptionValue(NET_NAMESPACE, null)));
  }

  private static @Nullable String absolute(ParseResult given, String option) {
    String path = given.matchedOptionValue(option, null);
    return path == null ? null : Path.of(path).toAbsolutePath().toString();
  }

  static OptionSpec text(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  static OptionSpec controlSocket() {
    return path("PATH", DEFAULT_SOCKET, "Where the agent answers questions.", SOCKET);
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
    return flag("Write what would hold anyway too.", DEFAULTS);
  }

  static boolean hasDefaults(ParseResult given) {
    return given.hasMatchedOption(DEFAULTS);
  }

  /** An argument that must be there, or may be left out. */
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
