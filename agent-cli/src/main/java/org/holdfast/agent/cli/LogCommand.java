package org.holdfast.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.holdfast.agent.control.ControlClient;
import org.holdfast.agent.log.LogLevels;
import org.holdfast.agent.log.LogLevels.TopicLevel;
import org.holdfast.time.ClockTime;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code holdfast log}: shows and changes the levels of the running agent's log. */
final class LogCommand {

  private static final String RESOURCE = "/v1/log";
  private static final String FOR = "for";

  private final PrintWriter out;
  private final PrintWriter err;

  LogCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  CommandSpec spec() {
    return CommandParts.command(
            "Shows the levels of the log, or changes one for a while, as in holdfast log vrrp debug"
                + " for 5m.",
            this::run)
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..4")
                .paramLabel("[TOPIC LEVEL [for TIME]]")
                .hideParamSyntax(true)
                .type(String[].class)
                .description(
                    "TOPIC: vrrp, checks, ipvs, linux, agent or all. LEVEL: error, warning, info,"
                        + " debug (also single steps), trace (also each advert and each run of a"
                        + " check), or default. TIME: at most 24h, 10m without it; then the usual"
                        + " level holds again.")
                .build())
        .addOption(CommandParts.controlSocket())
        .addOption(CommandParts.json());
  }

  private ExitStatus run(ParseResult given) {
    var words = List.of(given.matchedPositionalValue(0, new String[0]));
    int count = words.size();
    if (count == 0) {
      return send(given, client -> client.get(RESOURCE));
    }
    if (count == 2 || (count == 4 && words.get(2).equals(FOR))) {
      return send(given, client -> client.post(change(words), ""));
    }
    err.println(
        "holdfast log: expected nothing, TOPIC LEVEL, or TOPIC LEVEL for TIME, such as vrrp debug"
            + " for 5m");
    return ExitStatus.CONFIGURATION;
  }

  private static String change(List<String> words) {
    return RESOURCE
        + "/"
        + ControlClient.segment(words.get(0))
        + "?level="
        + ControlClient.segment(words.get(1))
        + (words.size() == 4 ? "&for=" + ControlClient.segment(words.get(3)) : "");
  }

  private ExitStatus send(ParseResult given, AgentRequests.Request request) {
    return new AgentRequests(out, err, CommandParts.controlSocket(given))
        .print(
            request,
            given.hasMatchedOption(CommandParts.JSON) ? answer -> answer : LogCommand::table);
  }

  private static String table(String answer) throws IOException {
    var table = new StringBuilder();
    for (var topic : LogLevels.Report.fromJson(answer).levels()) {
      table.append(row(topic)).append('\n');
    }
    return table.toString();
  }

  private static String row(TopicLevel topic) {
    var level = "%-8s%s".formatted(topic.topic(), topic.level());
    var until = topic.until();
    return until == null
        ? level
        : level + " until " + ClockTime.seconds(until) + ", set by " + topic.by();
  }
}
