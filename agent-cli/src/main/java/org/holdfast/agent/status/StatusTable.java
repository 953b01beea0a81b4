package org.holdfast.agent.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.holdfast.net.Plural;
import org.holdfast.time.ClockTime;
import org.holdfast.time.SpanWords;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.AddressStatus;
import org.holdfast.vrrp.io.InstanceStatus.LinkStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.holdfast.vrrp.io.InstanceStatus.PeerStatus;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.jspecify.annotations.Nullable;

/** The objects of a {@link StatusReport} as text, each with all that is known of it. */
public final class StatusTable {

  /** The column in which the facts begin, beside their names. */
  public static final int FACTS_AT = 14;

  /** What an object is that another program has removed and that is not put back. */
  public static final String LET_GO = "gone, not put back (not tracked)";

  private StatusTable() {}

  /**
   * Returns everything about the objects of a report, with a final line feed.
   *
   * @param shown whether an object of that name is shown
   */
  public static String details(StatusReport report, Predicate<String> shown) {
    var blocks = new ArrayList<String>();
    for (var instance : report.instances()) {
      if (shown.test(instance.name())) {
        blocks.add(block(text -> append(text, instance)));
      }
    }
    if (!report.staticObjects().isEmpty() && shown.test("static objects")) {
      blocks.add(
          block(text -> {
            text.append("static objects\n");
            appendObjects(text, report.staticObjects());
          }));
    }
    blocks.add(
        block(text ->
            report.syncGroups().stream()
                .filter(group -> shown.test(group.name()))
                .forEach(group -> line(text, "group " + group.name(), group.words()))));
    for (var server : report.virtualServers()) {
      if (shown.test(server.name())) {
        blocks.add(block(text -> HealthTable.append(text, server)));
      }
    }
    var table = report.table();
    if (table != null && shown.test("ipvs")) {
      blocks.add(block(text -> HealthTable.append(text, table)));
    }
    blocks.add(
        block(text -> {
          report.bfdSessions().stream()
              .filter(session -> shown.test(session.name()))
              .forEach(session -> HealthTable.append(text, session));
          report.scripts().stream()
              .filter(script -> shown.test(script.name()))
              .forEach(script -> HealthTable.append(text, script));
        }));
    var checks = report.checks().stream().filter(check -> shown.test(check.check())).toList();
    if (!checks.isEmpty()) {
      blocks.add(block(text -> HealthTable.append(text, checks)));
    }
    return blocks.stream().filter(block -> !block.isEmpty()).collect(Collectors.joining("\n"));
  }

  private static String block(Consumer<StringBuilder> content) {
    var text = new StringBuilder();
    content.accept(text);
    return text.toString();
  }

  static void append(StringBuilder text, InstanceStatus instance) {
    line(
        text,
        instance.name(),
        instance.state()
            + (instance.handingOver() ? " (handing over)" : "")
            + " since "
            + ClockTime.seconds(instance.since())
            + " ("
            + SpanWords.age(instance.forSeconds())
            + ")");
    line(text, "  now", instance.standing());
    line(text, "  history", became(instance));
    for (var disagreement : instance.peers().disagreements()) {
      line(
          text,
          "  warning",
          disagreement.words() + ", for " + SpanWords.age(disagreement.forSeconds()));
    }
    line(
        text,
        "  router",
        "VRRPv%d %s, VRID %d%s, from %s"
            .formatted(
                instance.version(),
                instance.family().replace('V', 'v'),
                instance.virtualRouterId(),
                instance.interfaceName().isEmpty() ? "" : " on " + instance.interfaceName(),
                instance.source() == null ? "no address yet" : instance.source()));
    if (instance.syncGroup() != null) {
      line(text, "  group", instance.syncGroup());
    }
    if (!instance.links().isEmpty()) {
      line(
          text,
          "  links",
          instance.links().stream().map(StatusTable::words).collect(Collectors.joining(", ")));
    }
    line(text, "  priority", instance.priority().arithmetic());
    appendTracks(text, instance.tracks());
    var master = instance.master();
    if (master != null) {
      line(text, instance.state() == VrrpState.MASTER ? "  rival" : "  master", words(master));
    }
    appendSilent(text, instance);
    line(text, "  timers", timers(instance.timers()));
    append(text, instance.addresses());
    appendObjects(text, instance.objects());
    line(text, "  packets", packets(instance));
    var rejected = instance.packets().rejected();
    if (!rejected.isEmpty()) {
      line(text, "  rejected", counts(rejected));
    }
    line(text, "  counts", history(instance.history()));
  }

  /** Adds the routers other than the master from which adverts were received. */
  private static void appendSilent(StringBuilder text, InstanceStatus instance) {
    var master = instance.master();
    for (var router : instance.peers().heard()) {
      if (master == null || !master.source().equals(router.source())) {
        line(text, "  heard", words(PeerStatus.of(router)));
      }
    }
  }

  private static void append(StringBuilder text, List<AddressStatus> addresses) {
    int widest = widest(addresses, AddressStatus::address);
    int widestLink = widest(addresses, AddressStatus::interfaceName);
    var name = "  address";
    for (var address : addresses) {
      line(
          text,
          name,
          padded(address.address(), widest)
              + " dev "
              + padded(address.interfaceName(), widestLink)
              + "  "
              + fact(address));
      name = "";
    }
  }

  private static void appendObjects(StringBuilder text, List<ObjectStatus> objects) {
    int widest = widest(objects, ObjectStatus::object);
    var before = "";
    for (var object : objects) {
      line(
          text,
          object.kind().equals(before) ? "" : "  " + object.kind(),
          padded(object.object(), widest)
              + "  "
              + fact(object.wanted(), object.found(), object.letGo(), object.refused()));
      before = object.kind();
    }
  }

  private static void appendTracks(StringBuilder text, List<TrackStatus> tracks) {
    int widest = widest(tracks, StatusTable::what);
    var name = "  track";
    for (var track : tracks) {
      line(text, name, padded(what(track), widest) + "  " + verdict(track));
      name = "";
    }
  }

  private static String words(LinkStatus link) {
    var turns = link.turnsInSeconds();
    return link.interfaceName()
        + " "
        + (link.state().equals("up") ? "up" : link.state().toUpperCase(Locale.ROOT))
        + (turns == null ? "" : ", the opposite counts in " + SpanWords.exact(turns));
  }

  /** Returns the line of a track. */
  static String words(TrackStatus track) {
    return what(track) + "  " + verdict(track);
  }

  /** Returns the line of another router. */
  static String words(PeerStatus peer) {
    return "%s, %s, every %s, heard %s ago"
        .formatted(
            peer.source(),
            peer.priority() == 0 ? "resigned (priority 0)" : "priority " + peer.priority(),
            SpanWords.exact(peer.intervalSeconds()),
            SpanWords.exact(peer.heardSecondsAgo()));
  }

  private static String verdict(TrackStatus track) {
    return track.verdict() + " for " + SpanWords.age(track.forSeconds()) + effect(track);
  }

  private static String what(TrackStatus track) {
    return track.kind() + " " + track.name();
  }

  private static String effect(TrackStatus track) {
    var reversed = track.reverse() ? ", reversed" : "";
    if (track.fault()) {
      return reversed + ", a fault";
    }
    if (track.share() == 0) {
      return reversed;
    }
    return reversed + (track.share() < 0 ? ", takes " : ", adds ") + Math.abs(track.share());
  }

  static <T> int widest(List<T> rows, Function<T, String> column) {
    return rows.stream().map(column).mapToInt(String::length).max().orElse(0);
  }

  static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  static void line(StringBuilder text, String name, String value) {
    text.append(name).repeat(' ', Math.max(1, FACTS_AT - name.length())).append(value).append('\n');
  }

  private static String timers(InstanceStatus.TimerStatus timers) {
    return "advert every "
        + SpanWords.exact(timers.advertisementIntervalSeconds())
        + due(", next in ", timers.nextAdvertInSeconds())
        + due(", master-down time ends in ", timers.masterDownInSeconds())
        + due(", preempts in ", timers.preemptInSeconds())
        + due(", lets go in ", timers.letGoInSeconds());
  }

  private static String due(String what, @Nullable Double seconds) {
    return seconds == null ? "" : what + SpanWords.exact(seconds);
  }

  private static String fact(AddressStatus address) {
    return fact(address.wanted(), address.found(), address.letGo(), address.refused())
        + (address.advertised() ? "" : ", not advertised");
  }

  /** Compares the wanted state with the state found in the kernel. */
  private static String fact(
      boolean wanted, boolean found, boolean letGo, @Nullable String refused) {
    if (letGo) {
      return LET_GO;
    }
    if (wanted == found) {
      return found ? "held" : "not held";
    }
    if (!wanted) {
      return "NOT WANTED BUT PRESENT";
    }
    return "WANTED BUT MISSING" + (refused == null ? "" : ": " + refused);
  }

  private static String packets(InstanceStatus instance) {
    var packets = instance.packets();
    return "%d sent, %d received%s%s"
        .formatted(
            packets.sent(),
            packets.received(),
            packets.sendFailures() == 0 ? "" : ", " + packets.sendFailures() + " not sent",
            packets.differentAddresses() == 0
                ? ""
                : ", " + packets.differentAddresses() + " with other addresses than ours");
  }

  private static String history(InstanceStatus.HistoryStatus history) {
    return "%s, %s%s%s"
        .formatted(
            history.becameMaster() == 0
                ? "never became master"
                : "became master " + times(history.becameMaster()),
            Plural.of(history.announcements(), "announcement"),
            history.addressesRestored() == 0
                ? ""
                : ", "
                    + history.addressesRestored()
                    + (history.addressesRestored() == 1 ? " address" : " addresses")
                    + " put back",
            history.objectsRestored().entrySet().stream()
                .filter(restored -> restored.getValue() > 0)
                .map(restored ->
                    ", %d %s%s put back"
                        .formatted(
                            restored.getValue(),
                            restored.getKey(),
                            restored.getValue() == 1 ? "" : "s"))
                .collect(Collectors.joining()));
  }

  private static String times(long number) {
    return number == 1 ? "once" : number == 2 ? "twice" : number + " times";
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  /** Returns how the instance came into its state, as history. */
  public static String became(InstanceStatus instance) {
    return "became " + instance.state() + ": " + instance.why();
  }
}
