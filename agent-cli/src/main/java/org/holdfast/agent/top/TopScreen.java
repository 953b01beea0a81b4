package org.holdfast.agent.top;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.screen.Line;
import org.holdfast.agent.screen.Problem;
import org.holdfast.agent.screen.Problems;
import org.holdfast.agent.screen.Tone;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * Draws a state: exactly as many lines as the screen has rows, none wider than the screen. PURE.
 */
final class TopScreen {

  /** The lines above and below the rows. */
  static final int FRAME = 7;

  private static final String KEYS =
      "Enter details  / filter  t trouble only  o order  d drain  e enable  s step down  r resume"
          + "  q quit";
  private static final String SHORT_KEYS =
      "Enter more / filter t trouble o order d drain e enable s step r resume q quit";
  private static final String DETAIL_KEYS = "Esc back  d drain  e enable  s step down  r resume";

  private final TopState state;
  private final int width;
  private final int height;
  private final List<Line> lines = new ArrayList<>();

  private TopScreen(TopState state, int width, int height) {
    this.state = state;
    this.width = width;
    this.height = height;
  }

  /** Returns the lines of the screen. */
  static List<Line> lines(TopState state, int width, int height) {
    var screen = new TopScreen(state, width, height);
    screen.draw();
    return screen.lines.stream().limit(height).map(line -> line.cut(width)).toList();
  }

  private void draw() {
    var report = state.report();
    if (report == null) {
      lines.add(Line.of("holdfast top", Tone.HEADING));
      lines.add(
          state.trouble().isEmpty()
              ? Line.of("waiting for the agent")
              : Line.of(state.trouble(), Tone.BAD));
      fillTo(height - 1);
      lines.add(Line.of("q quit", Tone.FAINT));
      return;
    }
    var rows = Rows.of(state);
    int selected = state.selectedIn(rows);
    head(report);
    if (state.details() && selected >= 0) {
      lines.add(Line.EMPTY);
      lines.addAll(Details.of(rows.get(selected), report.time(), width));
    } else {
      table(rows, selected);
    }
    var message = message(selected < 0 ? null : rows.get(selected)).wrapped(width, 0);
    fillTo(height - 1 - message.size());
    lines.addAll(message);
    lines.add(Line.of(keys(), Tone.FAINT));
  }

  private String keys() {
    if (state.details()) {
      return DETAIL_KEYS;
    }
    return width < KEYS.length() ? SHORT_KEYS : KEYS;
  }

  private void fillTo(int count) {
    while (lines.size() < count) {
      lines.add(Line.EMPTY);
    }
    while (lines.size() > Math.max(count, 0)) {
      lines.removeLast();
    }
  }

  private void head(StatusReport report) {
    lines.add(
        Line.of(report.host(), Tone.HEADING)
            .and("  holdfast " + report.version() + ", up " + SpanWords.age(report.upSeconds()))
            .and("  " + ClockTime.seconds(report.time())));
    lines.add(
        state.trouble().isEmpty()
            ? Line.of(totals(report))
            : Line.of("OLD: " + state.trouble(), Tone.BAD));
    var problems = Problems.of(report);
    lines.add(problems.isEmpty() ? calm() : worst(problems));
  }

  private static Line worst(List<Problem> problems) {
    return Line.of(Plural.of(problems.size(), "problem") + ": ", Tone.BAD)
        .and(problems.getFirst().text());
  }

  private static Line calm() {
    return Line.of("no problems", Tone.GOOD);
  }

  private static String totals(StatusReport report) {
    var services = report.virtualServers();
    long down = services.stream().filter(one -> !one.quorum()).count();
    long servers = services.stream().mapToLong(one -> one.servers().size()).sum();
    long up = services.stream().mapToLong(one -> one.serversUp()).sum();
    var masters =
        report.instances().stream().filter(one -> one.state() == VrrpState.MASTER).count();
    return "%d of %s master, %d of %s down, %d of %s down"
        .formatted(
            masters,
            Plural.of(report.instances().size(), "instance"),
            down,
            Plural.of(services.size(), "service"),
            servers - up,
            Plural.of(servers, "server"));
  }

  private void table(List<Row> rows, int selected) {
    lines.add(Line.of(selection(rows.size()), Tone.FAINT));
    lines.add(RowLine.heading(width));
    int room = Math.max(1, height - FRAME);
    int first = Math.clamp(selected - room / 2, 0, Math.max(0, rows.size() - room));
    for (int i = first; i < Math.min(rows.size(), first + room); i++) {
      lines.add(RowLine.of(rows.get(i), i == selected, width));
    }
  }

  /**
   * The selected row's reason stands here in full, because narrow screens have no room beside it.
   */
  private Line message(@Nullable Row selected) {
    var question = state.question();
    if (question != null) {
      return Line.of(question.words() + " ", Tone.WARNING).and("y/n", Tone.HEADING);
    }
    if (!state.notice().isEmpty()) {
      return Line.of(state.notice(), Tone.WARNING);
    }
    if (state.typing()) {
      return Line.of("filter: " + state.filter() + "_", Tone.HEADING);
    }
    return Line.of(selected == null ? "" : RowLine.why(selected));
  }

  private String selection(int rows) {
    return Plural.of(rows, "row")
        + ", "
        + state.sorting().words()
        + (state.filter().isEmpty() ? "" : ", filter " + state.filter())
        + (state.troubleOnly() ? ", trouble only" : "");
  }
}
