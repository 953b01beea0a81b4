package org.holdfast.agent.cli;

import static org.holdfast.agent.cli.CommandParts.JSON;
import static org.holdfast.agent.cli.CommandParts.argument;
import static org.holdfast.agent.cli.CommandParts.command;
import static org.holdfast.agent.cli.CommandParts.controlSocket;
import static org.holdfast.agent.cli.CommandParts.defaults;
import static org.holdfast.agent.cli.CommandParts.flag;
import static org.holdfast.agent.cli.CommandParts.hasDefaults;
import static org.holdfast.agent.cli.CommandParts.json;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;
import org.holdfast.agent.screen.View;
import org.holdfast.agent.status.Excerpt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The commands that query the running agent and change nothing. */
record QueryCommands(PrintWriter out, PrintWriter err) {

  private static final String WATCH = "--watch";
  private static final String BRIEF = "--brief";
  private static final String PROBLEMS = "--problems";
  private static final String ALL = "--all";
  private static final String CHECK = "--check";
  private static final String COLOR = "--color";
  private static final String FOLLOW = "--follow";
  private static final String AFTER = "--after";
  private static final String FILE = "--file";
  private static final String ONLY_NAMES = "--names";
  private static final String ONLY_SERVERS = "--servers";

  CommandSpec status() {
    return CommandParts.commandWithCode(
            "Shows the agent's state and its reasons, beside the kernel's tables; problems first.",
            this::status)
        .addOption(controlSocket())
        .addOption(json())
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .paramLabel("NAME")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .description("Only objects whose name contains this, in full.")
                .build())
        .addOption(flag("Only the problems, and how many objects there are.", BRIEF))
        .addOption(flag("Only the problems, all of them.", PROBLEMS))
        .addOption(flag("Everything about every object.", ALL))
        .addOption(
            flag(
                "One line for a monitoring system; the exit status is 0 OK, 1 WARNING, 2 CRITICAL"
                    + " or 3 UNKNOWN.",
                CHECK))
        .addOption(
            OptionSpec.builder(COLOR)
                .paramLabel("WHEN")
                .type(String.class)
                .completionCandidates(List.of("auto", "always", "never"))
                .description("auto, always or never. auto: on a terminal without NO_COLOR.")
                .build())
        .addOption(
            OptionSpec.builder(WATCH)
                .arity("0..1")
                .paramLabel("SECONDS")
                .type(Double.class)
                .fallbackValue("1")
                .description("Repeat every second, or every SECONDS.")
                .build());
  }

  private int status(ParseResult given) {
    if (given.hasMatchedOption(CHECK)) {
      return new StatusCommand(requests(given), false, View.PLAIN).check();
    }
    List<String> names = given.matchedPositionalValue(0, List.of());
    var terminal = Terminal.ofThisProcess(colour(given));
    var view = StatusCommand.view(detail(given), names, terminal);
    var status = new StatusCommand(requests(given), given.hasMatchedOption(JSON), view);
    var ended =
        given.hasMatchedOption(WATCH)
            ? status.watch(given.matchedOptionValue(WATCH, 1.0))
            : status.show();
    return ended.code();
  }

  CommandSpec top() {
    return CommandParts.command(
            "Shows the agent's state on the whole terminal, live; its keys sort and filter, and"
                + " order drains and step-downs.",
            given -> new LiveScreen(err, CommandParts.controlSocket(given)).run())
        .addOption(controlSocket());
  }

  private static Terminal.Colour colour(ParseResult given) {
    String when = given.matchedOptionValue(COLOR, "auto");
    return switch (when) {
      case "auto" -> Terminal.Colour.AUTO;
      case "always" -> Terminal.Colour.ALWAYS;
      case "never" -> Terminal.Colour.NEVER;
      default ->
          throw new ParameterException(
              given.commandSpec().commandLine(),
              COLOR + ": \"" + when + "\" (expected: auto, always or never)");
    };
  }

  private static View.Detail detail(ParseResult given) {
    if (given.hasMatchedOption(ALL)) {
      return View.Detail.ALL;
    }
    if (given.hasMatchedOption(PROBLEMS)) {
      return View.Detail.PROBLEMS;
    }
    return given.hasMatchedOption(BRIEF) ? View.Detail.BRIEF : View.Detail.SCREEN;
  }

  CommandSpec show() {
    var show =
        CommandParts.withHelp(CommandSpec.create().name("show"))
            .addSubcommand(
                "config",
                query(
                        "Shows the running configuration with secrets hidden.",
                        given ->
                            given.hasMatchedOption(FILE)
                                ? showing(given).file()
                                : showing(given).config(hasDefaults(given)))
                    .addOption(defaults())
                    .addOption(
                        flag(
                            "Show the file as the agent read it, with secrets; root only.", FILE)));
    show.usageMessage()
        .description("Shows one part of the status.")
        .synopsisSubcommandLabel("COMMAND");
    for (var subject : Excerpt.Subject.values()) {
      show.addSubcommand(subject.word(), part(subject));
    }
    return show.addSubcommand("events", events());
  }

  private CommandSpec part(Excerpt.Subject subject) {
    var command =
        query("Shows " + subject.about() + ".", given -> part(subject, given))
            .addPositional(argument(0, "NAME", false, "A name, or a part of one; all if omitted."))
            .addOption(flag("Print only the names, one on each line.", ONLY_NAMES));
    return subject == Excerpt.Subject.SERVICE
        ? command.addOption(
            flag("Print only the names of the real servers, one on each line.", ONLY_SERVERS))
        : command;
  }

  private ExitStatus part(Excerpt.Subject subject, ParseResult given) {
    String name = given.matchedPositionalValue(0, null);
    var showing = showing(given);
    if (subject == Excerpt.Subject.SERVICE && given.hasMatchedOption(ONLY_SERVERS)) {
      return showing.servers(name);
    }
    return given.hasMatchedOption(ONLY_NAMES)
        ? showing.names(subject, name)
        : showing.show(subject, name);
  }

  CommandSpec explain() {
    return query(
            "Explains why an instance is or is not master and what would change that, what a sync"
                + " group waits for, or why a service or a server gets the connections that it"
                + " gets.",
            given ->
                showing(given)
                    .explain(
                        given.matchedPositionalValue(0, ""), given.matchedPositionalValue(1, null)))
        .addPositional(argument(0, "INSTANCE", true, "An instance, a sync group or a service."))
        .addPositional(argument(1, "SERVER", false, "A server of the service."));
  }

  CommandSpec events() {
    return query(
            "Lists the events since the agent's start, at most the last 1,024.",
            given -> {
              var events = new EventsCommand(requests(given), given.hasMatchedOption(JSON));
              return given.hasMatchedOption(FOLLOW)
                  ? events.follow()
                  : events.list(given.matchedOptionValue(AFTER, 0L));
            })
        .addOption(flag("Show the present state, then each event as it happens.", "-f", FOLLOW))
        .addOption(
            OptionSpec.builder(AFTER)
                .paramLabel("SEQUENCE")
                .type(Long.class)
                .description("Only events after this one.")
                .build());
  }

  private static CommandSpec query(String description, Function<ParseResult, ExitStatus> action) {
    return command(description, action).addOption(controlSocket()).addOption(json());
  }

  private AgentRequests requests(ParseResult given) {
    return new AgentRequests(out, err, controlSocket(given));
  }

  private ShowCommand showing(ParseResult given) {
    return new ShowCommand(requests(given), given.hasMatchedOption(JSON));
  }
}
