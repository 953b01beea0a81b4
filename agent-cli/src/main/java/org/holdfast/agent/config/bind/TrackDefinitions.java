package org.holdfast.agent.config.bind;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TrackKeywords;
import org.holdfast.vrrp.TrackKind;
import org.jspecify.annotations.Nullable;

/** The named objects that may be tracked, and a record of those that are. */
final class TrackDefinitions {

  private final Map<TrackKind, Map<String, Standard>> byKind = new EnumMap<>(TrackKind.class);
  private final Map<TrackKind, Set<String>> used = new EnumMap<>(TrackKind.class);

  /** The defaults of a track. */
  record Standard(int weight, boolean reverse) {}

  /** The defaults of an object without a definition. */
  static final Standard PLAIN = new Standard(0, false);

  /** The defaults of a tracked file whose definition does not set them. */
  static final Standard FILE = new Standard(1, false);

  /** Returns the scripts, files and processes of the {@code vrrp} section. */
  static TrackDefinitions of(Fields vrrp) {
    var definitions = new TrackDefinitions();
    definitions.add(
        TrackKind.SCRIPT,
        vrrp.map(Keywords.SCRIPTS),
        Keywords.SCRIPT_WEIGHT,
        Keywords.SCRIPT_REVERSE);
    definitions.add(
        TrackKind.FILE,
        vrrp.map(TrackKeywords.TRACK_FILES),
        TrackKeywords.FILE_WEIGHT,
        TrackKeywords.FILE_REVERSE);
    definitions.add(
        TrackKind.PROCESS,
        vrrp.map(TrackKeywords.TRACK_PROCESSES),
        TrackKeywords.PROCESS_WEIGHT,
        TrackKeywords.PROCESS_REVERSE);
    return definitions;
  }

  private void add(
      TrackKind kind, Map<String, Entry<Fields>> entries, Key<Long> weight, Key<Boolean> reverse) {
    var standards = new HashMap<String, Standard>();
    entries.forEach((name, entry) -> {
      var fields = entry.value();
      standards.put(name, new Standard(fields.number(weight), fields.get(reverse)));
    });
    byKind.put(kind, standards);
  }

  /**
   * Adds the names of a kind that has no weights of its own, and returns this object. A kind that
   * was never added is assumed to contain every name.
   */
  TrackDefinitions with(TrackKind kind, Set<String> names) {
    var standards = new HashMap<String, Standard>();
    names.forEach(name -> standards.put(name, PLAIN));
    byKind.put(kind, standards);
    return this;
  }

  /**
   * Marks the object as used and returns the defaults of its tracks, or null if there is no such
   * object.
   */
  @Nullable Standard use(TrackKind kind, String name) {
    used.computeIfAbsent(kind, _ -> new HashSet<>()).add(name);
    var standards = byKind.get(kind);
    return standards == null ? PLAIN : standards.get(name);
  }

  Set<String> names(TrackKind kind) {
    return byKind.getOrDefault(kind, Map.of()).keySet();
  }

  boolean isUsed(TrackKind kind, String name) {
    return used.getOrDefault(kind, Set.of()).contains(name);
  }
}
