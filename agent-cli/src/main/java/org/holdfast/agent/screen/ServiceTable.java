package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.holdfast.agent.screen.Columns.Cell;
import org.holdfast.agent.screen.Columns.Column;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.TrafficStatus;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.jspecify.annotations.Nullable;

/** Virtual servers, and their servers beneath them, as a table with aligned columns. */
public final class ServiceTable {

  private static final Columns COLUMNS =
      new Columns(
          List.of(
              new Column("NAME", false, 26, Columns.ALWAYS),
              new Column("STATE", false, 11, Columns.ALWAYS),
              new Column("FOR", false, 11, 10),
              new Column("SINCE", false, 19, 2),
              new Column("SERVICE", false, 30, 1),
              new Column("FWD", false, 6, 6),
              new Column("SCHED", false, 6, 4),
              new Column("PERSIST", true, 7, 3),
              new Column("UP/ALL", true, 7, Columns.ALWAYS),
              new Column("WEIGHT", true, 6, 8),
              new Column("ACTIVE", true, 6, 9),
              new Column("INACT", true, 5, 5),
              new Column("CONN/S", true, 6, 7),
              new Column("CHECK", false, 16, Columns.ALWAYS)));

  private static final String INDENT = "  ";

  private ServiceTable() {}

  /** The order of a table's rows in which trouble comes first, then the configuration's order. */
  public static final Comparator<VirtualServerStatus> WORST_FIRST =
      Comparator.comparingInt(ServiceTable::rank);

  private static int rank(VirtualServerStatus server) {
    return switch (server.state()) {
      case "not_served" -> 0;
      case "down" -> 1;
      case "sorry" -> 2;
      default -> server.serversUp() < server.servers().size() ? 3 : 4;
    };
  }

  /**
   * Returns a line of titles and the rows.
   *
   * @param withServers whether a row for each server follows that of its virtual server
   */
  public static List<Line> of(
      List<VirtualServerStatus> services, boolean withServers, String now, int width) {
    var rows = new ArrayList<List<Cell>>();
    for (var service : services) {
      rows.add(row(service, now));
      if (withServers) {
        service.withSorryServer().forEach(server -> rows.add(row(server, now)));
      }
    }
    return COLUMNS.lines(rows, width);
  }

  private static List<Cell> row(VirtualServerStatus service, String now) {
    var keys = service.services();
    var traffic = service.traffic();
    return List.of(
        Cell.of(service.name()),
        state(service),
        span(service.forSeconds()),
        since(service.since(), now),
        Cell.of(keys.getFirst() + (keys.size() == 1 ? "" : " +" + (keys.size() - 1))),
        Cell.of(service.forwarding()),
        Cell.of(service.scheduler()),
        Cell.of(
            service.persistenceSeconds() == 0
                ? "-"
                : SpanWords.age((double) service.persistenceSeconds()).replace(" ", "")),
        new Cell(
            service.serversUp() + "/" + service.servers().size(),
            service.serversUp() < service.servers().size() ? Tone.WARNING : Tone.PLAIN),
        Cell.of(Words.number(service.weight())),
        count(traffic, TrafficStatus::activeConnections),
        count(traffic, TrafficStatus::inactiveConnections),
        count(traffic, TrafficStatus::connectionsPerSecond),
        Cell.of(lastWord(service)));
  }

  private static Cell span(@Nullable Double seconds) {
    return Cell.of(seconds == null ? "-" : SpanWords.age(seconds));
  }

  private static Cell since(@Nullable String time, String now) {
    return Cell.of(time == null ? "-" : ClockTime.under(time, now));
  }

  private static <T> Cell count(@Nullable T from, ToLongFunction<T> count) {
    return Cell.of(from == null ? "-" : Words.number(count.applyAsLong(from)));
  }

  private static Cell state(VirtualServerStatus service) {
    return switch (service.state()) {
      case "up" -> new Cell("up", Tone.GOOD);
      case "standby" -> new Cell("standby", Tone.PLAIN);
      case "sorry" -> new Cell("SORRY", Tone.BAD);
      case "not_served" -> new Cell("NOT SERVED", Tone.BAD);
      default -> new Cell("DOWN", Tone.BAD);
    };
  }

  /** Returns what most of the failed checks say, or what a good one says. */
  private static String lastWord(VirtualServerStatus service) {
    if (service.servers().isEmpty()) {
      return "no servers";
    }
    var failed =
        service.servers().stream().filter(server -> server.state().equals("down")).findFirst();
    if (failed.isPresent()) {
      return ServiceProblems.reason(failed.get());
    }
    return word(service.servers().getFirst());
  }

  private static String word(ServerStatus server) {
    var check = server.check();
    if (check == null) {
      return "not checked";
    }
    var result = check.result();
    var latency = check.latencySeconds();
    return result == null
        ? "not run yet"
        : result + (latency == null ? "" : " in " + latency(latency));
  }

  private static String latency(double seconds) {
    return seconds < 0.0095
        ? Math.round(seconds * 10_000) / 10.0 + " ms"
        : Math.round(seconds * 1000) + " ms";
  }

  private static List<Cell> row(ServerStatus server, String now) {
    var kernel = server.kernel();
    var entry = kernel == null || kernel.services() == 0 ? null : kernel;
    return List.of(
        Cell.of(INDENT + server.name()),
        state(server),
        span(server.forSeconds()),
        since(server.since(), now),
        Cell.of(""),
        Cell.of(server.forwarding()),
        Cell.of(""),
        Cell.of(""),
        Cell.of(""),
        Cell.of(server.inTable() ? Words.number(server.weight()) : "out"),
        count(entry, KernelStatus::activeConnections),
        count(entry, KernelStatus::inactiveConnections),
        count(entry, KernelStatus::connectionsPerSecond),
        Cell.of(remark(server)));
  }

  private static Cell state(ServerStatus server) {
    return switch (server.state()) {
      case "up" -> new Cell(server.order() == null ? "up" : "up, order", Tone.GOOD);
      case "down" -> new Cell("DOWN", Tone.BAD);
      case "serving" -> new Cell("sorry, on", Tone.WARNING);
      default -> new Cell("sorry", Tone.FAINT);
    };
  }

  private static String remark(ServerStatus server) {
    var kernel = server.kernel();
    var order = server.order();
    if (order != null) {
      return order;
    }
    if (server.inTable() && kernel != null && !kernel.asWanted()) {
      return kernel.services() == 0
          ? "missing in the kernel's table"
          : "weight " + kernel.weight() + " in the kernel's table";
    }
    if (server.since() == null) {
      return "never checked";
    }
    return server.state().equals("down")
        ? ServiceProblems.reason(server)
        : server.why().isEmpty() ? word(server) : server.why();
  }
}
