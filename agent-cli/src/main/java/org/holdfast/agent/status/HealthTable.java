package org.holdfast.agent.status;

import static org.holdfast.agent.status.StatusTable.line;
import static org.holdfast.agent.status.StatusTable.padded;
import static org.holdfast.agent.status.StatusTable.widest;

import java.util.List;
import java.util.Locale;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.jspecify.annotations.Nullable;

/** The part of the status screen about virtual servers and checks. */
final class HealthTable {

  private HealthTable() {}

  static void append(StringBuilder text, VirtualServerStatus server) {
    line(
        text,
        server.name(),
        "%s%s: weight %d, %d needed%s"
            .formatted(
                headline(server),
                since(server.since(), server.forSeconds()),
                server.weight(),
                server.needed(),
                serving(server)));
    var name = "  service";
    for (var service : server.services()) {
      line(text, name, service + terms(server) + following(server));
      name = "";
    }
    name = "  REFUSED";
    for (var refusal : server.refusals()) {
      line(text, name, refusal);
      name = "";
    }
    var sorry = server.sorryServer();
    int widest =
        Math.max(
            widest(server.servers(), ServerStatus::name),
            sorry == null ? 0 : sorry.name().length());
    name = "  server";
    for (var real : server.servers()) {
      line(text, name, padded(real.name(), widest) + "  " + fact(real));
      name = "";
    }
    if (sorry != null) {
      line(text, "  sorry", padded(sorry.name(), widest) + "  " + fact(sorry));
    }
  }

  private static String since(@Nullable String time, @Nullable Double seconds) {
    return time == null || seconds == null
        ? ""
        : " since %s (%s)".formatted(ClockTime.seconds(time), SpanWords.age(seconds));
  }

  private static String headline(VirtualServerStatus server) {
    return switch (server.state()) {
      case "up" -> "UP";
      case "standby" -> "STANDBY";
      case "not_served" -> "NOT SERVED HERE";
      default -> "DOWN";
    };
  }

  private static String terms(VirtualServerStatus server) {
    return " "
        + server.forwarding()
        + " "
        + server.scheduler()
        + (server.persistenceSeconds() == 0
            ? ""
            : ", persistence " + server.persistenceSeconds() + " s");
  }

  private static String serving(VirtualServerStatus server) {
    var tier = server.tier();
    if (tier == null) {
      return ", the sorry server serves";
    }
    return tier == 0 ? "" : ", tier " + tier + " serves";
  }

  private static String following(VirtualServerStatus server) {
    return server.instance() == null
        ? ""
        : ", with " + server.instance() + ", " + server.standby() + " standby";
  }

  private static String fact(ServerStatus server) {
    return (server.state().equals("down") ? "DOWN" : server.state())
        + since(server.since(), server.forSeconds())
        + (server.inTable() ? ", weight " + server.weight() : ", not in the table")
        + inKernel(server)
        + remark(server);
  }

  /** Returns the order, which its reason repeats, or the reason. */
  private static String remark(ServerStatus server) {
    if (server.order() != null) {
      return "; " + server.order();
    }
    return server.why().isEmpty() ? "" : ": " + server.why();
  }

  private static String inKernel(ServerStatus server) {
    var kernel = server.kernel();
    if (kernel == null) {
      return "";
    }
    var connections =
        kernel.services() == 0
            ? ""
            : ", "
                + kernel.activeConnections()
                + " active and "
                + kernel.inactiveConnections()
                + " inactive connections";
    if (kernel.asWanted()) {
      return connections;
    }
    return connections
        + (kernel.services() == 0
            ? ", MISSING IN THE KERNEL"
            : ", THE KERNEL HAS IT WITH WEIGHT " + kernel.weight())
        + (kernel.error().isEmpty() ? "" : " (" + kernel.error() + ")");
  }

  static void append(StringBuilder text, TableReport table) {
    line(
        text,
        "ipvs",
        table.error().isEmpty()
            ? Plural.of(table.repairs(), "repair")
                + ", "
                + Plural.of(table.refusals(), "refusal")
                + ", "
                + Plural.of(table.foreignServices(), "foreign service")
                + (table.foreign().isEmpty() ? "" : " (" + String.join(", ", table.foreign()) + ")")
            : "NOT KEPT: " + table.error());
    var name = "  sync daemon";
    for (var daemon : table.syncDaemons()) {
      line(text, name, daemon);
      name = "";
    }
    if (!table.daemonError().isEmpty()) {
      line(text, name, "NOT AS CONFIGURED: " + table.daemonError());
    }
    if (!table.markError().isEmpty()) {
      line(text, "  marks", "NOT AS CONFIGURED: " + table.markError());
    }
  }

  static void append(StringBuilder text, BfdStatus session) {
    line(
        text,
        "bfd " + session.name(),
        "%s for %s with %s: %s%s"
            .formatted(
                session.state(),
                SpanWords.age(session.forSeconds()),
                session.neighbour(),
                session.why(),
                session.detectionMillis() == 0
                    ? ""
                    : "; lost after " + SpanWords.exact(session.detectionMillis() / 1000)));
  }

  static void append(StringBuilder text, ScriptStatus script) {
    var result = script.result();
    line(
        text,
        "script " + script.name(),
        (script.state().equals("down") ? "DOWN" : script.state())
            + " for "
            + SpanWords.age(script.forSeconds())
            + (result == null ? ": not run yet" : ": " + result)
            + (script.running()
                ? "; running"
                : "; next in " + SpanWords.exact(script.nextRunInSeconds()))
            + "; "
            + script.runs()
            + " runs, "
            + script.failures()
            + " failed"
            + (script.output().isEmpty() ? "" : "; wrote: " + lastLine(script.output())));
  }

  private static String lastLine(String output) {
    return output.substring(output.lastIndexOf('\n') + 1);
  }

  /** Adds a line for each check; a check that several servers share appears once. */
  static void append(StringBuilder text, List<CheckStatus> checks) {
    text.append("checks\n");
    int widest = widest(checks, CheckStatus::check);
    for (var check : checks) {
      text.append("  ").append(words(check, widest));
    }
  }

  /** Returns the line of a check. */
  static String words(CheckStatus check) {
    return words(check, 0);
  }

  private static String words(CheckStatus check, int width) {
    var name = check.check();
    return padded(name, Math.max(width, name.length()))
        + "  "
        + (check.state().equals("down") ? "DOWN" : check.state())
        + " for "
        + SpanWords.age(check.forSeconds())
        + result(check)
        + next(check)
        + counts(check)
        + "\n";
  }

  private static String result(CheckStatus check) {
    var result = check.result();
    if (result == null) {
      return ": not run yet";
    }
    var latency = check.latencySeconds();
    return ": " + result + (latency == null ? "" : " in " + latency(latency));
  }

  /**
   * Returns a text such as {@code 0.42 ms}; keeps digits that {@link SpanWords#exact} would round
   * off.
   */
  private static String latency(double seconds) {
    return seconds < 0.01
        ? String.format(Locale.ROOT, "%.2f ms", seconds * 1000)
        : SpanWords.exact(seconds);
  }

  private static String next(CheckStatus check) {
    var next = check.nextRunInSeconds();
    return next == null ? "" : "; next in " + SpanWords.exact(Math.max(0, next));
  }

  private static String counts(CheckStatus check) {
    return "; "
        + check.runs()
        + (check.runs() == 1 ? " run" : " runs")
        + (check.failures() == 0 ? "" : ", " + check.failures() + " failed")
        + (check.notRun() == 0 ? "" : ", " + check.notRun() + " not run")
        + turns(check.flips());
  }

  private static String turns(long flips) {
    return flips == 0 ? "" : ", turned " + (flips == 1 ? "once" : flips + " times");
  }
}
