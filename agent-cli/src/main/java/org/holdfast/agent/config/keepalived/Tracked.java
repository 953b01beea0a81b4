package org.holdfast.agent.config.keepalived;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.jspecify.annotations.Nullable;

/** Definitions of what can be tracked, and the {@code track_*} blocks that name them. */
final class Tracked {

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  static final Vocabulary SCRIPT =
      Vocabulary.of("vrrp_script")
          .carry("script", "command", (scope, s) -> scope.out().put("command", scope.command(s)))
          .carry("interval", "interval", Tracked::interval)
          .carry("timeout", "timeout", Tracked::timeout)
          .carry("weight", "weight, reverse", Tracked::scriptWeight)
          .clamped("rise", "rise", 1, 10_000)
          .clamped("fall", "fall", 1, 10_000)
          .keep("user", "user, group")
          .bool("init_fail", "init-fail");

  static final Vocabulary FILE =
      Vocabulary.of("track_file")
          .text("file", "path")
          .carry("weight", "weight, reverse", (scope, s) -> weight(scope, s, 1, 254))
          .carry("init_file", "init-value, overwrite", Tracked::initFile);

  static final Vocabulary PROCESS =
      Vocabulary.of("vrrp_track_process")
          .carry(
              "process",
              "command",
              (scope, s) -> scope.out().put("command", scope.command(s, rest(s), false)))
          .carry("param_match", "match", Tracked::match)
          .carry("weight", "weight, reverse", (scope, s) -> weight(scope, s, 1, 254))
          .number("quorum", "quorum", 1, 65_535)
          .number("quorum_max", "quorum-max", 0, 65_535)
          .seconds("fork_delay", "fork-delay", 1000, 3600 * SECOND)
          .seconds("terminate_delay", "terminate-delay", 1000, 3600 * SECOND)
          .seconds("delay", "delay", 1000, 3600 * SECOND)
          .bool("full_command", "full-command");

  static final Vocabulary BFD =
      Vocabulary.of("bfd_instance")
          .address("neighbor_ip neighbour_ip", "neighbour")
          .address("source_ip", "source")
          .carry("min_rx", "min-rx", (scope, s) -> millis(scope, s, "min-rx", 1))
          .carry("min_tx", "min-tx", (scope, s) -> millis(scope, s, "min-tx", 1))
          .carry("idle_tx", "idle-tx", (scope, s) -> millis(scope, s, "idle-tx", 1000))
          .number("multiplier", "multiplier", 1, 255)
          .bool("passive", "passive")
          .number("ttl hoplimit", "ttl", 1, 255)
          .carry("max_hops", "max-hops", Tracked::maxHops)
          .bool("multihop", "multihop")
          .keep("weight", "weight, in the tracks that name none")
          .drop("vrrp checker", "a session's changes go to whoever names it");

  /** By {@code track_} keyword: the names that may be tracked, and what a track takes of each. */
  private final Map<String, Map<String, Mapping>> definitions = new HashMap<>();

  void define(String kind, String name, Mapping standard) {
    definitions.computeIfAbsent(kind, _ -> new HashMap<>()).put(name, standard);
  }

  boolean has(String kind, String name) {
    return definitions.getOrDefault(kind, Map.of()).containsKey(name);
  }

  /** The five keywords, below {@code track} of whatever block has them. */
  Vocabulary addTo(Vocabulary vocabulary) {
    return vocabulary
        .carry("track_interface", "track.interfaces", (scope, s) -> list(scope, s, "interface"))
        .carry("track_script", "track.scripts", (scope, s) -> list(scope, s, "script"))
        .carry("track_file", "track.files", (scope, s) -> list(scope, s, "file"))
        .carry("track_process", "track.processes", (scope, s) -> list(scope, s, "process"))
        .carry("track_bfd", "track.bfd", (scope, s) -> list(scope, s, "bfd"));
  }

  private void list(Scope scope, Statement block, String kind) {
    var path =
        "track." + (kind.equals("process") ? "processes" : kind.equals("bfd") ? kind : kind + "s");
    var seen = new HashSet<String>();
    for (var item : block.block()) {
      if (isKnown(scope, item, kind, seen)) {
        scope.out().add(path, item(scope, item, kind));
      }
    }
  }

  private boolean isKnown(Scope scope, Statement item, String kind, Set<String> seen) {
    var name = item.keyword();
    if (!kind.equals("interface") && !has(kind, name)) {
      scope.repaired(item.place(), "track " + kind + " " + name + " not found; ignored");
      return false;
    }
    if (item.from(1).stream().anyMatch(word -> word.text().equals("no_track"))) {
      scope.notCarried(item.place(), name + " no_track", "an interface is tracked or not named");
      return false;
    }
    if (item.size() > 1 && (!item.word(1).equals("weight") || item.size() == 2)) {
      scope.repaired(
          item.place(1),
          item.size() == 2 && item.word(1).equals("weight")
              ? "track " + kind + " " + name + ": weight without a value; it is not tracked"
              : "track " + kind + " " + item + ": only weight may stand here; it is not tracked");
      return false;
    }
    if (!seen.add(name)) {
      scope.remarked(item.place(), name + " is tracked twice; the first one counts");
      return false;
    }
    return true;
  }

  private Tree item(Scope scope, Statement item, String kind) {
    var name = new Text(item.place(), item.keyword());
    var track = new Mapping(item.place());
    track.put(kind.equals("bfd") ? "session" : kind, name);
    var standard = definitions.getOrDefault(kind, Map.of()).get(item.keyword());
    if (kind.equals("bfd") && standard != null) {
      track.members().putAll(standard.members());
    }
    if (item.size() > 1) {
      track.put("weight", trackWeight(scope, item, kind));
    }
    for (int i = 3; i < item.size(); i++) {
      switch (item.word(i)) {
        case "reverse" -> track.put("reverse", item.place(i), "true");
        case "noreverse" -> track.put("reverse", item.place(i), "false");
        default -> scope.repaired(item.place(i), item.word(i) + " is unknown in a track; ignored");
      }
    }
    return track.members().size() == 1 ? name : track;
  }

  /** Null for the weight of the definition. */
  private static @Nullable Text trackWeight(Scope scope, Statement item, String kind) {
    boolean isValue = kind.equals("file") || kind.equals("process");
    int most = kind.equals("bfd") ? 253 : 254;
    var weight = Numbers.leading(item.word(2));
    if (weight == null || Math.abs(weight) > most) {
      boolean isInterface = kind.equals("interface");
      scope.remarked(
          item.place(2),
          "weight "
              + item.word(2)
              + " of "
              + item.keyword()
              + " is out of reach; "
              + (isInterface ? "it is tracked without one" : "the one of its definition counts"));
      return isInterface ? new Text(item.place(2), "0") : null;
    }
    long used = isValue ? weight : Math.clamp(weight, -253, 253);
    if (!Long.toString(used).equals(item.word(2)) && !("+" + used).equals(item.word(2))) {
      scope.repaired(item.place(2), "weight " + item.word(2) + " is read as " + used);
    }
    return new Text(item.place(2), Long.toString(used));
  }

  /** All values as one text. */
  static String rest(Statement s) {
    if (s.size() == 2) {
      return s.word(1);
    }
    var text = new StringBuilder();
    for (var word : s.from(1)) {
      text.append(text.isEmpty() ? "" : " ").append(word.text());
    }
    return text.toString();
  }

  private static void interval(Scope scope, Statement s) {
    var interval = scope.seconds(s, 1, 0, DAY);
    if (interval != null) {
      boolean isZero = interval.text().equals("0");
      scope.out().put("interval", interval.place(), isZero ? "1s" : interval.text());
    }
  }

  private static void timeout(Scope scope, Statement s) {
    var timeout = scope.seconds(s, 1, 0, DAY);
    if (timeout != null && timeout.text().equals("0")) {
      scope.remarked(s.place(1), "timeout 0: a script needs time; 1 s is used");
      scope.out().put("timeout", s.place(1), "1s");
    } else {
      scope.out().put("timeout", timeout);
    }
  }

  /**
   * keepalived warns of a weight that is too large, and keeps it. The priority goes no further than
   * from 1 to 254, which is as far as our largest weight moves it.
   */
  private static void scriptWeight(Scope scope, Statement s) {
    var weight = Numbers.leading(s.word(1));
    if (s.word(1).isEmpty() || weight == null) {
      weight(scope, s, 1, 253);
      return;
    }
    long used = Math.clamp(weight, -253, 253);
    if (!Long.toString(used).equals(s.word(1)) && !("+" + used).equals(s.word(1))) {
      scope.repaired(s.place(1), "weight " + s.word(1) + " is read as " + used);
    }
    scope.out().put("weight", s.place(1), Long.toString(used));
    switch (s.word(2)) {
      case "reverse" -> scope.out().put("reverse", s.place(2), "true");
      case "", "noreverse" -> {}
      default -> scope.repaired(s.place(2), s.word(2) + " is unknown behind a weight; ignored");
    }
  }

  /** {@code N [reverse]}. */
  static void weight(Scope scope, Statement s, int index, int most) {
    scope.out().put("weight", scope.number(s, index, -most, most));
    if (s.word(index + 1).equals("reverse")) {
      scope.out().put("reverse", s.place(index + 1), "true");
    }
  }

  private static void millis(Scope scope, Statement s, String key, long least) {
    var number = scope.number(s, least, 4_294_000);
    if (number != null) {
      scope.out().put(key, number.place(), number.text() + "ms");
    }
  }

  private static void maxHops(Scope scope, Statement s) {
    var hops = scope.number(s, -1, 255);
    if (hops != null) {
      scope.out().put("max-hops", hops.place(), hops.text().equals("-1") ? "255" : hops.text());
    }
  }

  private static void initFile(Scope scope, Statement s) {
    int at = s.word(1).equals("overwrite") ? 2 : 1;
    boolean overwrite = at == 2 || s.word(2).equals("overwrite");
    boolean hasValue = !s.word(at).isEmpty() && !s.word(at).equals("overwrite");
    var value =
        hasValue
            ? scope.number(s, at, Integer.MIN_VALUE, Integer.MAX_VALUE)
            : new Text(s.place(), "0");
    scope.out().put("init-value", value);
    if (overwrite && value != null) {
      scope.out().put("overwrite", s.place(), "true");
    }
  }

  private static void match(Scope scope, Statement s) {
    switch (s.word(1)) {
      case "" -> scope.out().put("match", s.place(), "exact");
      case "initial", "partial" -> scope.out().put("match", s.place(1), s.word(1));
      default -> scope.repaired(s.place(1), "param_match " + s.word(1) + " is unknown; ignored");
    }
  }

  /** A session of one hop takes nothing from further away. */
  private static void oneHop(Scope bfd) {
    if (bfd.out().has("max-hops") && !"true".equals(bfd.out().text("multihop"))) {
      bfd.remarked(
          bfd.out().place(), "max_hops without multihop: packets must come from the link; ignored");
      bfd.out().remove("max-hops");
    }
  }

  /** What a track takes of a BFD session that names no weight; also finishes the session. */
  static Mapping standard(Scope bfd) {
    oneHop(bfd);
    var standard = new Mapping(bfd.out().place());
    Statement weight = bfd.said("weight");
    if (weight != null) {
      weight(bfd.with(standard), weight, 1, 253);
    }
    return standard;
  }

  /** Why a finished definition cannot be used; null when it can. */
  static @Nullable String lack(Mapping definition, String key) {
    return definition.has(key) ? null : "has no " + key;
  }
}
