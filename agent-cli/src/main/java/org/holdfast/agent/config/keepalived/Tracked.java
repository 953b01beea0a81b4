package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.jspecify.annotations.Nullable;

/** The definitions of trackable objects, and the {@code track_*} blocks that refer to them. */
final class Tracked {

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  /** keepalived does not accept a delay of 0; without the keyword there is none. */
  private static final Duration SHORTEST_DELAY = Duration.ofNanos(1000);

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  static final Vocabulary SCRIPT =
      Vocabulary.of("vrrp_script")
          .carry(
              CommandKeywords.COMMAND,
              "script",
              (translation, s) ->
                  translation.out().put(CommandKeywords.COMMAND, translation.command(s)))
          .carry(Keywords.SCRIPT_INTERVAL, "interval", Tracked::interval)
          .carry(Keywords.TIMEOUT, "timeout", Tracked::timeout)
          .carry(
              Becomes.of(Keywords.SCRIPT_WEIGHT).with(", " + Keywords.SCRIPT_REVERSE),
              "weight",
              Tracked::scriptWeight)
          .within(Keywords.SCRIPT_REVERSE, "reverse")
          .clamped(Keywords.RISE, "rise")
          .clamped(Keywords.FALL, "fall")
          .keep(Becomes.of(CommandKeywords.USER, CommandKeywords.GROUP), "user")
          .same(Keywords.INIT_FAIL, "init_fail");

  static final Vocabulary FILE =
      Vocabulary.of("track_file")
          .same(TrackKeywords.PATH, "file")
          .carry(
              Becomes.of(TrackKeywords.FILE_WEIGHT).with(", " + TrackKeywords.FILE_REVERSE),
              "weight",
              (translation, s) -> weight(translation, s, 1, 254))
          .within(TrackKeywords.FILE_REVERSE, "reverse")
          .carry(
              Becomes.of(TrackKeywords.INIT_VALUE, TrackKeywords.OVERWRITE),
              "init_file",
              Tracked::initFile);

  static final Vocabulary PROCESS =
      Vocabulary.of("vrrp_track_process")
          .carry(
              TrackKeywords.PROCESS_COMMAND,
              "process",
              (translation, s) ->
                  translation
                      .out()
                      .put(TrackKeywords.PROCESS_COMMAND, translation.command(s, rest(s), false)))
          .carry(TrackKeywords.MATCH, "param_match", Tracked::match)
          .carry(
              Becomes.of(TrackKeywords.PROCESS_WEIGHT).with(", " + TrackKeywords.PROCESS_REVERSE),
              "weight",
              (translation, s) -> weight(translation, s, 1, 254))
          .within(TrackKeywords.PROCESS_REVERSE, "reverse")
          .same(TrackKeywords.QUORUM, "quorum")
          .same(TrackKeywords.QUORUM_MAX, "quorum_max")
          .seconds(TrackKeywords.FORK_DELAY, "fork_delay", SHORTEST_DELAY, LONGEST_DELAY)
          .seconds(TrackKeywords.TERMINATE_DELAY, "terminate_delay", SHORTEST_DELAY, LONGEST_DELAY)
          .seconds(TrackKeywords.PROCESS_DELAY, "delay", SHORTEST_DELAY, LONGEST_DELAY)
          .same(TrackKeywords.FULL_COMMAND, "full_command");

  static final Vocabulary BFD =
      Vocabulary.of("bfd_instance")
          .same(BfdKeywords.NEIGHBOUR, "neighbor_ip neighbour_ip")
          .same(BfdKeywords.SOURCE, "source_ip")
          .carry(
              BfdKeywords.MIN_RX,
              "min_rx",
              (translation, s) -> millis(translation, s, BfdKeywords.MIN_RX, 1))
          .carry(
              BfdKeywords.MIN_TX,
              "min_tx",
              (translation, s) -> millis(translation, s, BfdKeywords.MIN_TX, 1))
          .carry(
              BfdKeywords.IDLE_TX,
              "idle_tx",
              (translation, s) -> millis(translation, s, BfdKeywords.IDLE_TX, 1000))
          .same(BfdKeywords.MULTIPLIER, "multiplier")
          .same(BfdKeywords.PASSIVE, "passive")
          .same(BfdKeywords.TTL, "ttl hoplimit")
          .carry(BfdKeywords.MAX_HOPS, "max_hops", Tracked::maxHops)
          .same(BfdKeywords.MULTIHOP, "multihop")
          .keep("weight, in the tracks that name none", "weight")
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
        .carry(
            InstanceKeywords.TRACK.then(TrackKeywords.INTERFACES),
            "track_interface",
            (translation, s) -> list(translation, s, "interface"))
        .within(TrackKeywords.INTERFACE_WEIGHT, "weight")
        .within(TrackKeywords.INTERFACE_REVERSE, "reverse")
        .carry(
            InstanceKeywords.TRACK.then(TrackKeywords.SCRIPTS.list()),
            "track_script",
            (translation, s) -> list(translation, s, "script"))
        .within(TrackKeywords.SCRIPTS.weight(), "weight")
        .within(TrackKeywords.SCRIPTS.reverse(), "reverse")
        .carry(
            InstanceKeywords.TRACK.then(TrackKeywords.FILES.list()),
            "track_file",
            (translation, s) -> list(translation, s, "file"))
        .within(TrackKeywords.FILES.weight(), "weight")
        .within(TrackKeywords.FILES.reverse(), "reverse")
        .carry(
            InstanceKeywords.TRACK.then(TrackKeywords.PROCESSES.list()),
            "track_process",
            (translation, s) -> list(translation, s, "process"))
        .within(TrackKeywords.PROCESSES.weight(), "weight")
        .within(TrackKeywords.PROCESSES.reverse(), "reverse")
        .carry(
            InstanceKeywords.TRACK.then(TrackKeywords.BFD.list()),
            "track_bfd",
            (translation, s) -> list(translation, s, "bfd"))
        .within(TrackKeywords.BFD.weight(), "weight")
        .within(TrackKeywords.BFD.reverse(), "reverse");
  }

  private void list(BlockTranslation translation, Statement block, String kind) {
    var path =
        "track." + (kind.equals("process") ? "processes" : kind.equals("bfd") ? kind : kind + "s");
    var seen = new HashSet<String>();
    for (var item : block.block()) {
      if (isKnown(translation, item, kind, seen)) {
        translation.out().add(path, item(translation, item, kind));
      }
    }
  }

  private boolean isKnown(
      BlockTranslation translation, Statement item, String kind, Set<String> seen) {
    var name = item.keyword();
    if (!kind.equals("interface") && !has(kind, name)) {
      translation.repaired(item.place(), "track " + kind + " " + name + " not found; ignored");
      return false;
    }
    if (item.from(1).stream().anyMatch(word -> word.text().equals("no_track"))) {
      translation.notCarried(
          item.place(), name + " no_track", "an interface is tracked or not named");
      return false;
    }
    if (item.size() > 1 && (!item.word(1).equals("weight") || item.size() == 2)) {
      translation.repaired(
          item.place(1),
          item.size() == 2 && item.word(1).equals("weight")
              ? "track " + kind + " " + name + ": weight without a value; it is not tracked"
              : "track " + kind + " " + item + ": only weight may stand here; it is not tracked");
      return false;
    }
    if (!seen.add(name)) {
      translation.remarked(item.place(), name + " is tracked twice; the first one counts");
      return false;
    }
    return true;
  }

  private Tree item(BlockTranslation translation, Statement item, String kind) {
    var name = new Text(item.place(), item.keyword());
    var track = new Mapping(item.place());
    track.put(kind.equals("bfd") ? "session" : kind, name);
    var standard = definitions.getOrDefault(kind, Map.of()).get(item.keyword());
    if (kind.equals("bfd") && standard != null) {
      track.members().putAll(standard.members());
    }
    if (item.size() > 1) {
      track.put("weight", trackWeight(translation, item, kind));
    }
    for (int i = 3; i < item.size(); i++) {
      switch (item.word(i)) {
        case "reverse" -> track.put("reverse", item.place(i), "true");
        case "noreverse" -> track.put("reverse", item.place(i), "false");
        default ->
            translation.repaired(item.place(i), item.word(i) + " is unknown in a track; ignored");
      }
    }
    return track.members().size() == 1 ? name : track;
  }

  /** The weight of a track; null for the weight of the definition. */
  private static @Nullable Text trackWeight(
      BlockTranslation translation, Statement item, String kind) {
    boolean isValue = kind.equals("file") || kind.equals("process");
    int most = kind.equals("bfd") ? 253 : 254;
    var weight = Numbers.leading(item.word(2));
    if (weight == null || Math.abs(weight) > most) {
      boolean isInterface = kind.equals("interface");
      translation.remarked(
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
      translation.repaired(item.place(2), "weight " + item.word(2) + " is read as " + used);
    }
    return new Text(item.place(2), Long.toString(used));
  }

  /** All values in one text. */
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

  private static void interval(BlockTranslation translation, Statement s) {
    var interval = translation.seconds(s, 1, 0, DAY);
    if (interval != null) {
      boolean isZero = interval.text().equals("0");
      translation.out().put("interval", interval.place(), isZero ? "1s" : interval.text());
    }
  }

  private static void timeout(BlockTranslation translation, Statement s) {
    var timeout = translation.seconds(s, 1, 0, DAY);
    if (timeout != null && timeout.text().equals("0")) {
      translation.remarked(s.place(1), "timeout 0: a script needs time; 1 s is used");
      translation.out().put("timeout", s.place(1), "1s");
    } else {
      translation.out().put("timeout", timeout);
    }
  }

  /**
   * keepalived warns of a weight that is too large, and keeps it. The priority goes no further than
   * from 1 to 254, which is as far as our largest weight moves it.
   */
  private static void scriptWeight(BlockTranslation translation, Statement s) {
    var weight = Numbers.leading(s.word(1));
    if (s.word(1).isEmpty() || weight == null) {
      weight(translation, s, 1, 253);
      return;
    }
    long used = Math.clamp(weight, -253, 253);
    if (!Long.toString(used).equals(s.word(1)) && !("+" + used).equals(s.word(1))) {
      translation.repaired(s.place(1), "weight " + s.word(1) + " is read as " + used);
    }
    translation.out().put("weight", s.place(1), Long.toString(used));
    switch (s.word(2)) {
      case "reverse" -> translation.out().put("reverse", s.place(2), "true");
      case "", "noreverse" -> {}
      default ->
          translation.repaired(s.place(2), s.word(2) + " is unknown behind a weight; ignored");
    }
  }

  /** {@code N [reverse]}. */
  static void weight(BlockTranslation translation, Statement s, int index, int most) {
    translation.out().put("weight", translation.number(s, index, -most, most));
    if (s.word(index + 1).equals("reverse")) {
      translation.out().put("reverse", s.place(index + 1), "true");
    }
  }

  private static void millis(
      BlockTranslation translation, Statement s, Key<Duration> key, long least) {
    var number = translation.number(s, least, 4_294_000);
    if (number != null) {
      translation.out().put(key, number.place(), number.text() + "ms");
    }
  }

  private static void maxHops(BlockTranslation translation, Statement s) {
    var hops = translation.number(s, -1, 255);
    if (hops != null) {
      translation
          .out()
          .put("max-hops", hops.place(), hops.text().equals("-1") ? "255" : hops.text());
    }
  }

  private static void initFile(BlockTranslation translation, Statement s) {
    int at = s.word(1).equals("overwrite") ? 2 : 1;
    boolean overwrite = at == 2 || s.word(2).equals("overwrite");
    boolean hasValue = !s.word(at).isEmpty() && !s.word(at).equals("overwrite");
    var value =
        hasValue
            ? translation.number(s, at, Integer.MIN_VALUE, Integer.MAX_VALUE)
            : new Text(s.place(), "0");
    translation.out().put("init-value", value);
    if (overwrite && value != null) {
      translation.out().put("overwrite", s.place(), "true");
    }
  }

  private static void match(BlockTranslation translation, Statement s) {
    switch (s.word(1)) {
      case "" -> translation.out().put("match", s.place(), "exact");
      case "initial", "partial" -> translation.out().put("match", s.place(1), s.word(1));
      default ->
          translation.repaired(s.place(1), "param_match " + s.word(1) + " is unknown; ignored");
    }
  }

  /** Checks a session of one hop, which accepts no packets from further away. */
  private static void oneHop(BlockTranslation bfd) {
    if (bfd.out().has("max-hops") && !"true".equals(bfd.out().text("multihop"))) {
      bfd.remarked(
          bfd.out().place(), "max_hops without multihop: packets must come from the link; ignored");
      bfd.out().remove("max-hops");
    }
  }

  /** The defaults of a track of a BFD session without a weight; also completes the session. */
  static Mapping standard(BlockTranslation bfd) {
    oneHop(bfd);
    var standard = new Mapping(bfd.out().place());
    Statement weight = bfd.said("weight");
    if (weight != null) {
      weight(bfd.with(standard), weight, 1, 253);
    }
    return standard;
  }

  /** Why a complete definition cannot be used; null if it can. */
  static @Nullable String lack(Mapping definition, String key) {
    return definition.has(key) ? null : "has no " + key;
  }
}
