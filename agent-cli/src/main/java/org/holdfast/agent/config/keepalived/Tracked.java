package org.holdfast.agent.config.keepalived;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/**
 * The blocks {@code track_interface}, {@code track_script} and so on, which refer to definitions.
 */
final class Tracked {

  /** The keys of interface tracks, which need no definition. */
  private static final TrackKeywords.Tracked INTERFACES =
      new TrackKeywords.Tracked(
          TrackKind.INTERFACE,
          "",
          TrackKeywords.INTERFACES,
          TrackKeywords.INTERFACE,
          TrackKeywords.INTERFACE_WEIGHT,
          TrackKeywords.INTERFACE_REVERSE);

  /** The definitions by name; each contains the values that its tracks inherit. */
  private final Map<TrackKind, Map<String, Mapping>> definitions = new EnumMap<>(TrackKind.class);

  void define(TrackKind kind, String name, Mapping standard) {
    definitions.computeIfAbsent(kind, _ -> new HashMap<>()).put(name, standard);
  }

  boolean has(TrackKind kind, String name) {
    return definitions.getOrDefault(kind, Map.of()).containsKey(name);
  }

  /** Adds the five keywords, whose values are written to the section {@code track}. */
  Vocabulary addTo(Vocabulary vocabulary) {
    add(vocabulary, "track_interface", INTERFACES);
    add(vocabulary, "track_script", TrackKeywords.SCRIPTS);
    add(vocabulary, "track_file", TrackKeywords.FILES);
    add(vocabulary, "track_process", TrackKeywords.PROCESSES);
    add(vocabulary, "track_bfd", TrackKeywords.BFD);
    return vocabulary;
  }

  private void add(Vocabulary vocabulary, String keyword, TrackKeywords.Tracked keys) {
    vocabulary
        .carry(
            InstanceKeywords.TRACK.then(keys.list()),
            keyword,
            (translation, s) -> list(translation, s, keys))
        .within(keys.weight(), "weight")
        .within(keys.reverse(), "reverse");
  }

  private void list(BlockTranslation translation, Statement block, TrackKeywords.Tracked keys) {
    var seen = new HashSet<String>();
    for (var item : block.block()) {
      if (isKnown(translation, item, keys.kind(), seen)) {
        translation
            .out()
            .add(InstanceKeywords.TRACK.then(keys.list()), item(translation, item, keys));
      }
    }
  }

  private boolean isKnown(
      BlockTranslation translation, Statement item, TrackKind kind, Set<String> seen) {
    var name = item.keyword();
    var what = "track " + kind.word() + " ";
    if (kind != TrackKind.INTERFACE && !has(kind, name)) {
      translation.repaired(item.place(), what + name + " not found; ignored");
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
              ? what + name + ": weight without a value; it is not tracked"
              : what + item + ": expected weight after the name; it is not tracked");
      return false;
    }
    if (!seen.add(name)) {
      translation.remarked(item.place(), name + " is tracked twice; the first one counts");
      return false;
    }
    return true;
  }

  private Tree item(BlockTranslation translation, Statement item, TrackKeywords.Tracked keys) {
    var name = new Text(item.place(), item.keyword());
    var track = new Mapping(item.place());
    track.put(keys.name(), name);
    var standard = definitions.getOrDefault(keys.kind(), Map.of()).get(item.keyword());
    if (standard != null) {
      track.members().putAll(standard.members());
    }
    if (item.size() > 1) {
      track.put(keys.weight(), trackWeight(translation, item, keys));
    }
    for (int i = 3; i < item.size(); i++) {
      switch (item.word(i)) {
        case "reverse" -> track.put(keys.reverse(), item.place(i), "true");
        case "noreverse" -> track.put(keys.reverse(), item.place(i), "false");
        default ->
            translation.repaired(item.place(i), item.word(i) + " is unknown in a track; ignored");
      }
    }
    return track.members().size() == 1 ? name : track;
  }

  /** Returns the weight of a track, or null to use the weight of the definition. */
  private static @Nullable Text trackWeight(
      BlockTranslation translation, Statement item, TrackKeywords.Tracked keys) {
    int most = keys.kind() == TrackKind.BFD ? 253 : 254;
    var weight = Numbers.leading(item.word(2));
    if (weight == null || Math.abs(weight) > most) {
      boolean isInterface = keys.kind() == TrackKind.INTERFACE;
      translation.remarked(
          item.place(2),
          "weight "
              + item.word(2)
              + " of "
              + item.keyword()
              + " is out of range; "
              + (isInterface
                  ? "it is tracked without a weight"
                  : "the definition's weight counts"));
      return isInterface ? new Text(item.place(2), "0") : null;
    }
    return TrackedWords.clamped(translation, item, 2, weight, keys.weight());
  }
}
