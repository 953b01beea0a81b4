package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.words.BfdKeywords;
import org.holdfast.agent.config.words.CommandKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.jspecify.annotations.Nullable;

/** The keywords of the definitions of tracked objects, and their translations. */
final class TrackedWords {

  /** keepalived does not accept a delay of 0; without the keyword there is no delay. */
  private static final Duration SHORTEST_DELAY = Duration.ofNanos(1000);

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);

  static final Vocabulary SCRIPT =
      Vocabulary.of("vrrp_script")
          .carry(
              CommandKeywords.COMMAND,
              "script",
              (translation, s) ->
                  translation.out().put(CommandKeywords.COMMAND, translation.command(s)))
          .carry(Keywords.SCRIPT_INTERVAL, "interval", TrackedWords::interval)
          .carry(Keywords.TIMEOUT, "timeout", TrackedWords::timeout)
          .carry(
              Becomes.of(Keywords.SCRIPT_WEIGHT).with(", " + Keywords.SCRIPT_REVERSE),
              "weight",
              TrackedWords::scriptWeight)
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
              (translation, s) ->
                  weight(translation, s, TrackKeywords.FILE_WEIGHT, TrackKeywords.FILE_REVERSE))
          .within(TrackKeywords.FILE_REVERSE, "reverse")
          .carry(
              Becomes.of(TrackKeywords.INIT_VALUE, TrackKeywords.OVERWRITE),
              "init_file",
              TrackedWords::initFile);

  static final Vocabulary PROCESS =
      Vocabulary.of("vrrp_track_process")
          .carry(
              TrackKeywords.PROCESS_COMMAND,
              "process",
              (translation, s) ->
                  translation
                      .out()
                      .put(TrackKeywords.PROCESS_COMMAND, translation.command(s, rest(s), false)))
          .carry(TrackKeywords.MATCH, "param_match", TrackedWords::match)
          .carry(
              Becomes.of(TrackKeywords.PROCESS_WEIGHT).with(", " + TrackKeywords.PROCESS_REVERSE),
              "weight",
              (translation, s) ->
                  weight(
                      translation, s, TrackKeywords.PROCESS_WEIGHT, TrackKeywords.PROCESS_REVERSE))
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
              (translation, s) -> millis(translation, s, BfdKeywords.MIN_RX))
          .carry(
              BfdKeywords.MIN_TX,
              "min_tx",
              (translation, s) -> millis(translation, s, BfdKeywords.MIN_TX))
          .carry(
              BfdKeywords.IDLE_TX,
              "idle_tx",
              (translation, s) -> millis(translation, s, BfdKeywords.IDLE_TX))
          .same(BfdKeywords.MULTIPLIER, "multiplier")
          .same(BfdKeywords.PASSIVE, "passive")
          .same(BfdKeywords.TTL, "ttl hoplimit")
          .carry(BfdKeywords.MAX_HOPS, "max_hops", TrackedWords::maxHops)
          .same(BfdKeywords.MULTIHOP, "multihop")
          .keep("weight, in the tracks that name none", "weight")
          .drop("vrrp checker", "a session's changes go to the instances and servers that name it");

  private TrackedWords() {}

  /** Returns the weight clamped to the bounds of the key; adds a note if it was out of bounds. */
  static Text clamped(
      BlockTranslation translation, Statement s, int index, long weight, Key<Long> key) {
    var type = (NumberType) key.type();
    long used = Math.clamp(weight, type.least(), type.most());
    var word = s.word(index);
    if (!Long.toString(used).equals(word) && !("+" + used).equals(word)) {
      translation.repaired(s.place(index), "weight " + word + " is read as " + used);
    }
    return new Text(s.place(index), Long.toString(used));
  }

  /** Returns all values as one text. */
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
    var interval = upTo(translation, s, Keywords.SCRIPT_INTERVAL);
    if (interval != null) {
      boolean isZero = interval.text().equals("0");
      translation
          .out()
          .put(Keywords.SCRIPT_INTERVAL, interval.place(), isZero ? "1s" : interval.text());
    }
  }

  private static void timeout(BlockTranslation translation, Statement s) {
    var timeout = upTo(translation, s, Keywords.TIMEOUT);
    if (timeout != null && timeout.text().equals("0")) {
      translation.remarked(s.place(1), "timeout 0: a script needs time; 1 s is used");
      translation.out().put(Keywords.TIMEOUT, s.place(1), "1s");
    } else {
      translation.out().put(Keywords.TIMEOUT, timeout);
    }
  }

  /** Returns a time in seconds from 0, which keepalived accepts, to the longest time of the key. */
  private static @Nullable Text upTo(BlockTranslation translation, Statement s, Key<Duration> key) {
    return translation.seconds(s, 1, Duration.ZERO, ((DurationType) key.type()).most());
  }

  /**
   * Reads a script's weight. keepalived warns about a weight that is too large, but keeps it. Our
   * largest weight has the same effect, because it moves a priority from one end of the range 1 to
   * 254 to the other.
   */
  private static void scriptWeight(BlockTranslation translation, Statement s) {
    var weight = Numbers.leading(s.word(1));
    if (s.word(1).isEmpty() || weight == null) {
      weight(translation, s, Keywords.SCRIPT_WEIGHT, Keywords.SCRIPT_REVERSE);
      return;
    }
    translation
        .out()
        .put(Keywords.SCRIPT_WEIGHT, clamped(translation, s, 1, weight, Keywords.SCRIPT_WEIGHT));
    switch (s.word(2)) {
      case "reverse" -> translation.out().put(Keywords.SCRIPT_REVERSE, s.place(2), "true");
      case "", "noreverse" -> {}
      default ->
          translation.repaired(s.place(2), s.word(2) + " is unknown after a weight; ignored");
    }
  }

  /** Reads {@code N [reverse]}. */
  static void weight(
      BlockTranslation translation, Statement s, Key<Long> weight, Key<Boolean> reverse) {
    translation.out().put(weight, translation.number(s, 1, weight));
    if (s.word(2).equals("reverse")) {
      translation.out().put(reverse, s.place(2), "true");
    }
  }

  private static void millis(BlockTranslation translation, Statement s, Key<Duration> key) {
    var type = (DurationType) key.type();
    var number = translation.number(s, type.least().toMillis(), type.most().toMillis());
    if (number != null) {
      translation.out().put(key, number.place(), number.text() + "ms");
    }
  }

  private static void maxHops(BlockTranslation translation, Statement s) {
    long most = ((NumberType) BfdKeywords.MAX_HOPS.type()).most();
    var hops = translation.number(s, -1, most);
    if (hops != null) {
      var text = hops.text().equals("-1") ? Long.toString(most) : hops.text();
      translation.out().put(BfdKeywords.MAX_HOPS, hops.place(), text);
    }
  }

  private static void initFile(BlockTranslation translation, Statement s) {
    int at = s.word(1).equals("overwrite") ? 2 : 1;
    boolean overwrite = at == 2 || s.word(2).equals("overwrite");
    boolean hasValue = !s.word(at).isEmpty() && !s.word(at).equals("overwrite");
    var value =
        hasValue ? translation.number(s, at, TrackKeywords.INIT_VALUE) : new Text(s.place(), "0");
    translation.out().put(TrackKeywords.INIT_VALUE, value);
    if (overwrite && value != null) {
      translation.out().put(TrackKeywords.OVERWRITE, s.place(), "true");
    }
  }

  private static void match(BlockTranslation translation, Statement s) {
    switch (s.word(1)) {
      case "" -> translation.out().put(TrackKeywords.MATCH, s.place(), "exact");
      case "initial", "partial" ->
          translation.out().put(TrackKeywords.MATCH, s.place(1), s.word(1));
      default ->
          translation.repaired(s.place(1), "param_match " + s.word(1) + " is unknown; ignored");
    }
  }

  /** Adds the number of hops; a single-hop session accepts no packets from farther away. */
  private static void hops(BlockTranslation bfd) {
    if (bfd.out().has(BfdKeywords.MAX_HOPS) && !isMultihop(bfd)) {
      bfd.remarked(
          bfd.out().place(), "max_hops without multihop: packets must come from the link; ignored");
      bfd.out().remove(BfdKeywords.MAX_HOPS);
    }
    if (isMultihop(bfd)) {
      // keepalived's default; required in a YAML file
      bfd.out().putIfAbsent(BfdKeywords.MAX_HOPS, bfd.out().place(), "0");
    }
  }

  private static boolean isMultihop(BlockTranslation bfd) {
    return "true".equals(bfd.out().text(BfdKeywords.MULTIHOP));
  }

  /** Returns the defaults of a BFD track without a weight; also completes the session. */
  static Mapping standard(BlockTranslation bfd) {
    hops(bfd);
    var standard = new Mapping(bfd.out().place());
    Statement weight = bfd.said("weight");
    if (weight != null) {
      weight(bfd.with(standard), weight, TrackKeywords.BFD.weight(), TrackKeywords.BFD.reverse());
    }
    return standard;
  }

  /** Returns the reason why a complete definition cannot be used, or null if it can. */
  static @Nullable String lack(Mapping definition, Key<?> key) {
    return definition.has(key) ? null : "has no " + key;
  }
}
