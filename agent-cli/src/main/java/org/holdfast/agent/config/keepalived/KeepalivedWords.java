package org.holdfast.agent.config.keepalived;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.table.ForeignWords;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.jspecify.annotations.Nullable;

/**
 * keepalived's words for the keys of the YAML file, from the vocabularies. The words are collected
 * at the first use, because a file without errors does not need them.
 */
public final class KeepalivedWords implements ForeignWords {

  /** The words of all vocabularies. */
  public static final KeepalivedWords ALL = new KeepalivedWords();

  private KeepalivedWords() {}

  private static final class Gathered {
    private static final List<Keyword> WORDS = KeepalivedConf.words();
    private static final Map<Key<?>, Set<String>> BY_KEY = byKey();

    private static Map<Key<?>, Set<String>> byKey() {
      var words = new HashMap<Key<?>, Set<String>>();
      for (var word : WORDS) {
        for (var path : word.paths()) {
          words.computeIfAbsent(path.key(), _ -> new LinkedHashSet<>()).add(word.name());
        }
      }
      return words;
    }
  }

  /** Returns the words of all vocabularies, in their order. */
  static List<Keyword> all() {
    return Gathered.WORDS;
  }

  /**
   * Returns the words for {@code key}, in the order of the vocabularies; empty if there are none.
   */
  public static List<String> of(Key<?> key) {
    return List.copyOf(Gathered.BY_KEY.getOrDefault(key, Set.of()));
  }

  @Override
  public @Nullable KeyPath<?> meaning(String word, List<Key<?>> keys) {
    for (var key : keys) {
      if (of(key).contains(word)) {
        return key;
      }
    }
    for (var known : Gathered.WORDS) {
      if (known.name().equals(word)) {
        for (var path : known.paths()) {
          var below = from(path, keys);
          if (below != null) {
            return below;
          }
        }
      }
    }
    return null;
  }

  /**
   * Returns the end of the path that begins with one of {@code keys}, or null if the path has none
   * of them.
   */
  private static @Nullable KeyPath<?> from(KeyPath<?> path, List<Key<?>> keys) {
    KeyPath<?> below = null;
    for (var key : path.keys()) {
      if (below != null) {
        below = below.then(key);
      } else if (keys.contains(key)) {
        below = key;
      }
    }
    return below;
  }
}
