package org.holdfast.agent.top;

import java.util.Locale;
import org.holdfast.agent.screen.InstanceLines;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.screen.Tone;
import org.holdfast.agent.screen.Words;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.TrafficStatus;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.io.InstanceStatus;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table as a line. A state is a word as well as a colour, and the selected row has a
 * mark besides its brightness. PURE.
 */
final class RowLine {

  private static final int STATE = 13;
  private static final int NUMBER = 7;
  private static final int SPAN = 13;

  private static final int LEAST_NAME = 24;
  private static final int MOST_NAME = 40;

  private RowLine() {}

  private static int nameWidth(int width) {
    int others = 2 + STATE + 4 * NUMBER + SPAN;
    return Math.clamp((width - others) / 2, LEAST_NAME, MOST_NAME);
  }

  static Line heading(int width) {
    return Line.of(
        "  "
            + left("NAME", nameWidth(width))
            + left("STATE", STATE)
            + right("WEIGHT", NUMBER)
            + right("ACTIVE", NUMBER)
            + right("INACT", NUMBER)
            + right("CONN/S", NUMBER)
            + "  "
            + left("FOR", SPAN - 2)
            + "WHY",
        Tone.HEADING);
  }

  static Line of(Row row, boolean selected, int width) {
    var mark = Line.of(selected ? "> " : "  ", Tone.HEADING);
    int name = nameWidth(width);
    return switch (row) {
      case Row.OfInstance(var instance) -> instance(mark, instance, name, selected);
      case Row.OfService(var service) -> service(mark, row, service, name);
      case Row.OfServer(var _, var server) -> server(mark, server, name, selected);
    };
  }

  private static Line service(Line mark, Row row, VirtualServerStatus service, int name) {
    var state = service.state().replace('_', ' ').toUpperCase(Locale.ROOT);
    var up = service.serversUp() + "/" + service.servers().size();
    var tone = service.quorum() ? Tone.WARNING : Tone.BAD;
    return mark.and(left(service.name(), name), Tone.HEADING)
        .and(left(state + " " + up, STATE), row.isTrouble() ? tone : Tone.GOOD)
        .and(right(Long.toString(service.weight()), NUMBER))
        .and(numbers(service.traffic()))
        .and("  " + left(span(service.forSeconds()), SPAN - 2))
        .and(words(service), Tone.FAINT);
  }

  private static Line server(Line mark, ServerStatus server, int name, boolean selected) {
    var order = server.order();
    return mark.and(left("  " + server.name(), name), selected ? Tone.HEADING : Tone.PLAIN)
        .and(left(server.state(), STATE), tone(server.state(), order))
        .and(right(server.inTable() ? Integer.toString(server.weight()) : "-", NUMBER))
        .and(numbers(server.kernel()))
        .and("  " + left(span(server.forSeconds()), SPAN - 2))
        .and(order == null ? server.why() : order);
  }

  /** Returns why the row is in its state, or what it is. */
  static String why(Row row) {
    return switch (row) {
      case Row.OfInstance(var instance) -> InstanceLines.why(instance);
      case Row.OfService(var service) -> words(service);
      case Row.OfServer(var _, var server) -> {
        var order = server.order();
        yield order == null ? server.why() : order;
      }
    };
  }

  private static String words(VirtualServerStatus service) {
    return String.join(", ", service.services())
        + " "
        + service.forwarding()
        + " "
        + service.scheduler();
  }

  private static Line instance(Line mark, InstanceStatus instance, int name, boolean selected) {
    var priority = instance.priority();
    return mark.and(left(instance.name(), name), selected ? Tone.HEADING : Tone.PLAIN)
        .and(left(instance.state().name(), STATE), InstanceLines.tone(instance))
        .and(
            left(
                "priority "
                    + priority.effective()
                    + ", VRID "
                    + instance.virtualRouterId()
                    + " "
                    + instance.interfaceName(),
                4 * NUMBER))
        .and("  " + left(SpanWords.age(instance.forSeconds()), SPAN - 2))
        .and(InstanceLines.why(instance));
  }

  private static String span(@Nullable Double seconds) {
    return seconds == null ? "" : SpanWords.age(seconds);
  }

  private static Tone tone(String server, @Nullable String order) {
    return switch (server) {
      case "down" -> Tone.BAD;
      case "serving" -> Tone.WARNING;
      case "up" -> order == null ? Tone.GOOD : Tone.WARNING;
      default -> Tone.FAINT;
    };
  }

  private static String numbers(@Nullable TrafficStatus traffic) {
    return traffic == null
        ? " ".repeat(3 * NUMBER)
        : numbers(
            traffic.activeConnections(),
            traffic.inactiveConnections(),
            traffic.connectionsPerSecond());
  }

  private static String numbers(@Nullable KernelStatus kernel) {
    return kernel == null
        ? " ".repeat(3 * NUMBER)
        : numbers(
            kernel.activeConnections(),
            kernel.inactiveConnections(),
            kernel.connectionsPerSecond());
  }

  private static String numbers(long active, long inactive, long rate) {
    return right(Words.number(active), NUMBER)
        + right(Words.number(inactive), NUMBER)
        + right(Words.number(rate), NUMBER);
  }

  /** Returns the text at the left of a column, cut so that a blank follows. */
  static String left(String text, int width) {
    var kept = text.length() < width ? text : Line.cut(text, width - 1);
    return kept + " ".repeat(width - kept.length());
  }

  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
