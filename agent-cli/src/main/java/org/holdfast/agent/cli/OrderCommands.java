package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.status.OrderAnswer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The commands that send an operator's orders to the running agent. */
final class OrderCommands {

  private static final String FOR = "--for";
  private static final String DEADLINE = "--deadline";
  private static final String REASON = "--reason";
  private static final String FORCE = "--force";
  private static final String DEFAULT = "--default";

  private static final String INSTANCES = "/v1/instances/";
  private static final String SERVICES = "/v1/services/";

  private final PrintWriter out;
  private final PrintWriter err;

  OrderCommands(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  CommandSpec stepDown() {
    return order(
            "Hands over an instance's addresses and ranks it behind all other routers.",
            given -> send(given, INSTANCES + segment(given, 0) + "/step-down", query(given)))
        .addPositional(
            positional("INSTANCE", "The VRRP instance, or its sync group, which moves as one."))
        .addOption(span("Duration; without it the order holds until resume.", FOR))
        .addOption(
            CommandParts.flag(
                "Keep it stepped down although no other router takes over: it serves on as the last"
                    + " resort.",
                FORCE))
        .addOption(reason());
  }

  CommandSpec resume() {
    return order(
            "Withdraws a step-down and restores the configured priority and preemption.",
            given -> send(given, INSTANCES + segment(given, 0) + "/resume", Map.of()))
        .addPositional(
            positional("INSTANCE", "The VRRP instance, or its sync group, which moves as one."));
  }

  CommandSpec drain() {
    return ofServer(
            "Sends a server no new connections, and removes it when the old ones have ended.",
            given -> send(given, server(given, "/drain"), query(given)))
        .addOption(
            span(
                "Time after which the server is removed in any case; 5m by default.",
                DEADLINE,
                FOR))
        .addOption(loseQuorum())
        .addOption(reason());
  }

  CommandSpec enable() {
    return ofServer(
        "Withdraws a drain or a weight order.",
        given -> send(given, server(given, "/enable"), Map.of()));
  }

  CommandSpec weight() {
    return ofServer("Overrides the configured weight of a server.", this::weigh)
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("WEIGHT")
                .index("2")
                .arity("0..1")
                .type(Integer.class)
                .description("0 to 65535.")
                .build())
        .addOption(
            OptionSpec.builder(DEFAULT)
                .type(boolean.class)
                .description("Restore the configured weight, as enable does.")
                .build())
        .addOption(span("Duration; without it the order holds until enable.", FOR))
        .addOption(loseQuorum())
        .addOption(reason());
  }

  private ExitStatus weigh(ParseResult given) {
    Integer weight = given.matchedPositionalValue(2, null);
    boolean configured = given.hasMatchedOption(DEFAULT);
    if (configured == (weight != null)) {
      err.println("holdfast weight: either WEIGHT or --default is needed");
      return ExitStatus.CONFIGURATION;
    }
    if (configured) {
      return send(given, server(given, "/enable"), Map.of());
    }
    var query = new LinkedHashMap<>(query(given));
    query.put("weight", String.valueOf(weight));
    return send(given, server(given, "/weight"), query);
  }

  // ---- The agent's answer ----

  private ExitStatus send(ParseResult given, String resource, Map<String, String> query) {
    return new AgentRequests(out, err, CommandParts.controlSocket(given))
        .order(
            client -> client.post(resource + text(query), ""),
            answer -> show(answer, given.hasMatchedOption(CommandParts.JSON)));
  }

  private ExitStatus show(String body, boolean json) throws IOException {
    var answer = OrderAnswer.fromJson(body);
    if (json) {
      out.print(body);
    } else {
      out.println(answer.words());
    }
    if (!answer.warning().isEmpty()) {
      err.println("holdfast: " + answer.warning());
    }
    return ExitStatus.OK;
  }

  // ---- The request ----

  private static Map<String, String> query(ParseResult given) {
    var query = new LinkedHashMap<String, String>();
    var spec = given.commandSpec();
    for (var name : new String[] {DEADLINE, FOR}) {
      if (spec.findOption(name) != null && given.hasMatchedOption(name)) {
        query.put("for", given.matchedOptionValue(name, ""));
      }
    }
    if (spec.findOption(FORCE) != null && given.hasMatchedOption(FORCE)) {
      query.put("force", "true");
    }
    if (given.hasMatchedOption(REASON)) {
      query.put("reason", given.matchedOptionValue(REASON, ""));
    }
    return query;
  }

  private static String text(Map<String, String> query) {
    return query.entrySet().stream()
        .map(each -> each.getKey() + "=" + ControlClient.segment(each.getValue()))
        .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
  }

  private static String server(ParseResult given, String action) {
    return SERVICES + segment(given, 0) + "/servers/" + segment(given, 1) + action;
  }

  private static String segment(ParseResult given, int index) {
    return ControlClient.segment(given.matchedPositionalValue(index, ""));
  }

  // ---- The command line ----

  private static CommandSpec ofServer(
      String description, Function<ParseResult, ExitStatus> action) {
    return order(description, action)
        .addPositional(positional("SERVICE", "The virtual server."))
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("SERVER")
                .index("1")
                .type(String.class)
                .arity("1")
                .required(true)
                .description("The real server, as status names it: 10.0.0.1:80.")
                .build());
  }

  private static CommandSpec order(String description, Function<ParseResult, ExitStatus> action) {
    return CommandParts.command(description, action)
        .addOption(CommandParts.controlSocket())
        .addOption(CommandParts.json());
  }

  private static PositionalParamSpec positional(String label, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .index("0")
        .type(String.class)
        .arity("1")
        .required(true)
        .description(description)
        .build();
  }

  private static OptionSpec span(String description, String... names) {
    return OptionSpec.builder(names)
        .paramLabel("TIME")
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec loseQuorum() {
    return CommandParts.flag(
        "Carry the order out although the virtual server loses its quorum.", FORCE);
  }

  private static OptionSpec reason() {
    return OptionSpec.builder(REASON)
        .paramLabel("TEXT")
        .type(String.class)
        .description("Reason, shown by status.")
        .build();
  }
}
