package org.holdfast.agent.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.agent.screen.Columns.Cell;
import org.holdfast.agent.screen.Columns.Column;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.holdfast.vrrp.io.PeersStatus.RouterStatus;

/** Instances on a screen: each with its reason and its peer, or each as a row of a table. */
public final class InstanceLines {

  private static final Columns ROWS =
      new Columns(
          List.of(
              new Column("NAME", false, 24, Columns.ALWAYS),
              new Column("STATE", false, 14, Columns.ALWAYS),
              new Column("SINCE", false, 19, 5),
              new Column("PRIORITY", true, 8, 4),
              new Column("LINK", false, 15, 2),
              new Column("VRID", true, 4, 1),
              new Column("GROUP", false, 12, 3),
              new Column("WHY", false, 16, Columns.ALWAYS)));

  private InstanceLines() {}

  /**
   * Returns a table with a row for each instance.
   *
   * @param now the time of the report
   */
  public static List<Line> table(List<InstanceStatus> instances, String now, int width) {
    var rows = new ArrayList<List<Cell>>();
    for (var instance : instances) {
      var group = instance.syncGroup();
      rows.add(
          List.of(
              Cell.of(instance.name()),
              new Cell(state(instance), tone(instance)),
              Cell.of(ClockTime.under(instance.since(), now)),
              Cell.of(Integer.toString(instance.priority().effective())),
              Cell.of(instance.interfaceName()),
              Cell.of(Integer.toString(instance.virtualRouterId())),
              Cell.of(group == null ? "" : group),
              Cell.of(why(instance))));
    }
    return ROWS.lines(rows, width);
  }

  /**
   * Returns the lines of one instance: its state since when, why, its peer, and what it holds.
   *
   * @param now the time of the report
   */
  public static List<Line> of(InstanceStatus instance, String now) {
    var lines = new ArrayList<Line>();
    var group = instance.syncGroup();
    lines.add(
        Line.of(instance.name(), Tone.HEADING)
            .and("  ")
            .and(state(instance), tone(instance))
            .and(
                " since %s (%s)"
                    .formatted(
                        ClockTime.under(instance.since(), now),
                        SpanWords.age(instance.forSeconds())))
            .and(", VRID " + instance.virtualRouterId() + on(instance), Tone.FAINT)
            .and(group == null ? "" : ", group " + group, Tone.FAINT));
    lines.add(indented(instance.standing()));
    if (!instance.standing().contains(instance.why())) {
      lines.add(indented(StatusTable.became(instance)));
    }
    var priority = instance.priority();
    if (priority.effective() != priority.base()) {
      lines.add(indented("priority " + priority.arithmetic()));
    }
    lines.add(indented(peer(instance)));
    lines.add(indented(holdings(instance)));
    var tracks = tracks(instance);
    if (!tracks.isEmpty()) {
      lines.add(indented(tracks));
    }
    return lines;
  }

  private static Line indented(String text) {
    return Line.of("  " + text);
  }

  private static String on(InstanceStatus instance) {
    return instance.interfaceName().isEmpty() ? "" : " on " + instance.interfaceName();
  }

  private static String state(InstanceStatus instance) {
    return instance.state() + (instance.handingOver() ? " (leaving)" : "");
  }

  /** Returns how good the state of an instance is. */
  public static Tone tone(InstanceStatus instance) {
    return switch (instance.state()) {
      case MASTER -> instance.master() == null ? Tone.GOOD : Tone.BAD;
      case BACKUP -> Tone.PLAIN;
      case FAULT -> Tone.BAD;
      case INIT, STOP -> Tone.WARNING;
    };
  }

  /**
   * Returns what keeps the instance in its state, and how it came into it unless that says the
   * same.
   */
  public static String why(InstanceStatus instance) {
    return instance.standing().contains(instance.why())
        ? instance.standing()
        : instance.standing() + "; " + StatusTable.became(instance);
  }

  /** Returns the routers that were heard and when; a backup's master first. */
  private static String peer(InstanceStatus instance) {
    var heard = instance.peers().heard();
    if (heard.isEmpty()) {
      return "peer: no other router heard since the start";
    }
    var texts = new ArrayList<String>();
    heard.stream()
        .sorted((one, other) -> Double.compare(one.heardSecondsAgo(), other.heardSecondsAgo()))
        .limit(3)
        .forEach(router -> texts.add(words(router)));
    return "peer: "
        + String.join("; ", texts)
        + (heard.size() > 3 ? " and " + (heard.size() - 3) + " more" : "");
  }

  private static String words(RouterStatus router) {
    var ago =
        router.heardSecondsAgo() < 1
            ? "just now"
            : SpanWords.age(router.heardSecondsAgo()) + " ago";
    var priority = router.priority() == 0 ? "resigned" : "priority " + router.priority();
    return "%s, %s, %s %s"
        .formatted(router.source(), priority, router.advertising() ? "heard" : "last heard", ago);
  }

  private static String holdings(InstanceStatus instance) {
    var texts = new ArrayList<String>();
    var addresses = instance.addresses();
    texts.add(
        held(
            addresses.size() == 1 ? "address " + addresses.getFirst().address() : "addresses",
            addresses.size(),
            addresses.stream().filter(each -> each.found()).count(),
            holds(instance)));
    for (var kind : instance.objects().stream().map(each -> each.kind()).distinct().toList()) {
      var some = instance.objects().stream().filter(each -> each.kind().equals(kind)).toList();
      texts.add(
          held(
              some.size() == 1 ? kind : kind + "s",
              some.size(),
              some.stream().filter(each -> each.found()).count(),
              holds(instance)));
    }
    return String.join(", ", texts);
  }

  private static boolean holds(InstanceStatus instance) {
    return instance.state() == VrrpState.MASTER || instance.handingOver();
  }

  private static String held(String noun, int all, long found, boolean wanted) {
    if (all == 0) {
      return "no " + noun;
    }
    if (all == 1) {
      return noun + (found == 1 ? " held" : wanted ? " MISSING" : " not held");
    }
    if (found == all || (found == 0 && !wanted)) {
      return all + " " + noun + (found == all ? " held" : " not held");
    }
    return found + " of " + all + " " + noun + " held";
  }

  /** Returns the links and the tracks with what they say; empty for none but the own link. */
  private static String tracks(InstanceStatus instance) {
    var texts = new ArrayList<String>();
    for (var link : instance.links()) {
      texts.add(words(link));
    }
    for (var track : instance.tracks()) {
      if (!track.kind().equals("interface")) {
        texts.add(words(track));
      }
    }
    return texts.isEmpty() ? "" : "depends on: " + String.join(", ", texts);
  }

  private static String words(LinkStatus link) {
    var state = link.state().equals("up") ? "up" : link.state().toUpperCase(Locale.ROOT);
    var turns = link.turnsInSeconds();
    return link.interfaceName()
        + " "
        + state
        + (turns == null
            ? ""
            : " (counts as %s in %s)"
                .formatted(link.state().equals("up") ? "down" : "up", SpanWords.exact(turns)));
  }

  /** Returns what a track says, and how it changes the priority. */
  public static String words(TrackStatus track) {
    return "%s %s %s%s"
        .formatted(
            track.kind(),
            track.name(),
            track.verdict(),
            track.share() == 0 ? "" : " (%+d)".formatted(track.share()));
  }
}
