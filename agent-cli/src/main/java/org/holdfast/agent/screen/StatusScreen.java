package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;

/**
 * The status as a screen: whose it is and when, the problems, the worst first, the instances, and
 * the virtual servers as a table. However large the configuration is, it has fewer than 60 lines,
 * unless the view asks for everything.
 *
 * <p>The parts can be used alone by other screens: {@link Problems#of}, {@link InstanceLines},
 * {@link ServiceTable}. Each is a pure function from records of the report to {@link Line}s, whose
 * pieces have a {@link Tone}; {@link Painter} writes them for a terminal.
 */
public final class StatusScreen {

  private static final int MARK_WIDTH = 3;
  private static final int INDENT = 4;

  /** What follows on from a fact stands a little to the right of the facts. */
  private static final int DETAIL_INDENT = StatusTable.FACTS_AT + 2;

  private static final int MOST_PROBLEM_LINES = 12;
  private static final int MOST_INSTANCES_IN_FULL = 3;
  private static final int MOST_INSTANCES = 12;
  private static final int MOST_ROWS = 24;
  private static final int FEWEST_ROWS = 4;

  /** The line after which no virtual server is shown: the titles and what follows need the rest. */
  private static final int ROOM = 50;

  private final StatusReport report;
  private final View view;
  private final List<Line> lines = new ArrayList<>();

  private StatusScreen(StatusReport report, View view) {
    this.report = report;
    this.view = view;
  }

  /** Returns the screen as text with a final line feed. */
  public static String text(StatusReport report, View view) {
    return Painter.text(of(report, view), view);
  }

  /** Returns the lines of the screen, not yet cut to the view's width. */
  public static List<Line> of(StatusReport report, View view) {
    var screen = new StatusScreen(report, view);
    screen.addHeader();
    screen.addProblems();
    switch (view.detail()) {
      case BRIEF -> screen.addSummary();
      case PROBLEMS -> {}
      case SCREEN -> {
        screen.addInstances();
        screen.addGroups();
        screen.addServices();
        screen.addRest();
      }
      case ALL -> screen.addAll();
    }
    return screen.lines;
  }

  /** Returns the names of all objects that a view can name. */
  public static List<String> names(StatusReport report) {
    var names = new ArrayList<String>();
    report.instances().forEach(instance -> names.add(instance.name()));
    report.syncGroups().forEach(group -> names.add(group.name()));
    report.virtualServers().forEach(server -> names.add(server.name()));
    report.scripts().forEach(script -> names.add(script.name()));
    report.bfdSessions().forEach(session -> names.add(session.name()));
    return names;
  }

  private boolean isWhole() {
    return !view.names().isEmpty();
  }

  private void heading(String text) {
    lines.add(Line.EMPTY);
    lines.add(Line.of(text, Tone.HEADING));
  }

  private void addHeader() {
    var host = report.host().isEmpty() ? report.routerId() : report.host();
    boolean isNamedAlike =
        host.equals(report.routerId()) || host.startsWith(report.routerId() + ".");
    var agent =
        Line.of("holdfast " + report.version() + " on ")
            .and(host, Tone.HEADING)
            .and(isNamedAlike ? "" : " (router " + report.routerId() + ")")
            .and(", " + ClockTime.seconds(report.time()))
            .and(", up " + SpanWords.age(report.upSeconds()));
    lines.addAll(agent.wrapped(view.width(), INDENT));
    var configuration = report.configuration();
    var origin =
        Line.of(
            "pid "
                + report.pid()
                + ", "
                + configuration.file()
                + ", loaded "
                + ClockTime.under(configuration.loadedAt(), report.time())
                + (report.refusedReload() == null ? "" : ", a later reload was refused"),
            Tone.FAINT);
    lines.addAll(origin.wrapped(view.width(), INDENT));
  }

  private void addProblems() {
    var problems = Problems.of(report, view);
    if (problems.isEmpty()) {
      lines.add(Line.of("no problems", Tone.GOOD));
      return;
    }
    heading(Plural.of(problems.size(), "PROBLEM").toUpperCase(Locale.ROOT));
    boolean capped = view.detail() == View.Detail.SCREEN || view.detail() == View.Detail.BRIEF;
    int begin = lines.size();
    int shown = 0;
    for (var problem : problems) {
      var wrapped = problem.line().wrapped(view.width(), MARK_WIDTH);
      if (capped && lines.size() - begin + wrapped.size() >= MOST_PROBLEM_LINES) {
        break;
      }
      lines.addAll(wrapped);
      shown++;
    }
    if (shown < problems.size()) {
      lines.add(
          Line.of(
              "... and " + (problems.size() - shown) + " more: holdfast status --problems",
              Tone.WARNING));
    }
  }

  private void addSummary() {
    lines.add(Line.EMPTY);
    var instances =
        counts(report.instances().stream().map(instance -> instance.state().name()).toList());
    if (!instances.isEmpty()) {
      lines.add(Line.of("instances: " + instances));
    }
    var services =
        counts(
            report.virtualServers().stream()
                .map(server -> server.state().replace('_', ' '))
                .toList());
    if (!services.isEmpty()) {
      int up = report.virtualServers().stream().mapToInt(VirtualServerStatus::serversUp).sum();
      int all = report.virtualServers().stream().mapToInt(each -> each.servers().size()).sum();
      lines.add(
          Line.of(
              "services:  " + services + "; " + up + " of " + Plural.of(all, "server") + " up"));
    }
  }

  private static String counts(List<String> states) {
    var counts = new LinkedHashMap<String, Integer>();
    states.forEach(state -> counts.merge(state, 1, Integer::sum));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private void addInstances() {
    var shown =
        report.instances().stream().filter(instance -> view.shows(instance.name())).toList();
    if (shown.isEmpty()) {
      return;
    }
    if (isWhole() || shown.size() <= MOST_INSTANCES_IN_FULL) {
      for (var instance : shown) {
        lines.add(Line.EMPTY);
        InstanceLines.of(instance, report.time())
            .forEach(line -> lines.addAll(line.wrapped(view.width(), INDENT)));
      }
      return;
    }
    heading(
        Plural.of(shown.size(), "INSTANCE").toUpperCase(Locale.ROOT)
            + ": "
            + counts(shown.stream().map(instance -> instance.state().name()).toList()));
    var first = shown.stream().limit(MOST_INSTANCES).toList();
    lines.addAll(InstanceLines.table(first, report.time(), view.width()));
    more(shown.size() - first.size());
  }

  private void more(int hidden) {
    if (hidden > 0) {
      lines.add(Line.of("... and " + hidden + " more: holdfast status --all", Tone.FAINT));
    }
  }

  private void addGroups() {
    var groups = report.syncGroups().stream().filter(group -> view.shows(group.name())).toList();
    if (!groups.isEmpty()) {
      lines.add(Line.EMPTY);
    }
    int most = isWhole() ? groups.size() : 4;
    groups.stream()
        .limit(most)
        .forEach(group -> lines.add(Line.of("group " + group.name() + "  " + group.words())));
    more(groups.size() - most);
  }

  private void addServices() {
    var shown =
        report.virtualServers().stream()
            .filter(server -> view.shows(server.name()))
            .sorted(ServiceTable.WORST_FIRST)
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    heading(
        Plural.of(shown.size(), "SERVICE").toUpperCase(Locale.ROOT)
            + ": "
            + counts(shown.stream().map(server -> server.state().replace('_', ' ')).toList()));
    int room = isWhole() ? Integer.MAX_VALUE : Math.max(FEWEST_ROWS, ROOM - lines.size());
    int rows = shown.stream().mapToInt(server -> server.servers().size() + 2).sum();
    boolean withServers = isWhole() || rows <= Math.min(room, MOST_ROWS);
    var first = withServers ? shown : shown.stream().limit(Math.min(room, MOST_ROWS)).toList();
    lines.addAll(ServiceTable.of(first, withServers, report.time(), view.width()));
    more(shown.size() - first.size());
  }

  /** Adds a line for each kind of the other things. */
  private void addRest() {
    if (isWhole()) {
      return;
    }
    var rest = new ArrayList<String>();
    var table = report.table();
    if (table != null && table.error().isEmpty()) {
      rest.add(ipvs());
    }
    count("scripts", report.scripts().stream().map(script -> script.state()).toList(), rest);
    count(
        "bfd",
        report.bfdSessions().stream().map(one -> one.state().toLowerCase(Locale.ROOT)).toList(),
        rest);
    count("checks", report.checks().stream().map(check -> check.state()).toList(), rest);
    if (!report.staticObjects().isEmpty()) {
      long found = report.staticObjects().stream().filter(object -> object.found()).count();
      rest.add("static objects: " + found + " of " + report.staticObjects().size() + " held");
    }
    if (!rest.isEmpty()) {
      lines.add(Line.EMPTY);
    }
    rest.forEach(line -> lines.add(Line.of(line)));
  }

  private static void count(String what, List<String> states, List<String> rest) {
    if (!states.isEmpty()) {
      rest.add(what + ": " + counts(states));
    }
  }

  private String ipvs() {
    var table = report.table();
    if (table == null) {
      return "";
    }
    var foreign =
        table.foreignServices() == 0
            ? ""
            : ", %s (%s%s)"
                .formatted(
                    Plural.of(table.foreignServices(), "foreign service"),
                    String.join(", ", table.foreign()),
                    table.foreignServices() > table.foreign().size() ? ", ..." : "");
    var daemons =
        table.syncDaemons().isEmpty() ? "" : ", sync " + String.join(" and ", table.syncDaemons());
    return "ipvs: "
        + Plural.of(table.repairs(), "repair")
        + ", "
        + Plural.of(table.refusals(), "refusal")
        + foreign
        + daemons;
  }

  /** Adds every object with all that is known of it. Long lines are wrapped, so nothing is cut. */
  private void addAll() {
    lines.add(Line.EMPTY);
    StatusTable.details(report, view::shows)
        .lines()
        .forEach(text -> lines.addAll(Line.of(text).wrapped(view.width(), DETAIL_INDENT)));
  }
}
