package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NodePath;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.table.Wording;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;

/**
 * Names keys and places in keepalived's words, for messages about a keepalived.conf. The binders
 * find such problems in the translated tree, and the operator has never seen the keys of that tree.
 * A key without a word of keepalived keeps its name.
 */
public final class KeepalivedWording implements Wording {

  /** The words of all vocabularies. */
  public static final KeepalivedWording ALL = new KeepalivedWording();

  private KeepalivedWording() {}

  /** A step of a place: a key, or the name of an entry, for which the key is null. */
  private record Step(@Nullable Key<?> key, String text) {}

  @Override
  public String place(NodePath trail) {
    var words = new ArrayList<String>();
    var keys = new ArrayList<Key<?>>();
    var steps = steps(trail);
    for (int i = 0; i < steps.size(); i++) {
      var key = steps.get(i).key();
      if (key == null) {
        words.add(steps.get(i).text());
        continue;
      }
      keys.add(key);
      var known = words(keys);
      if (i == steps.size() - 1) {
        words.add(
            known.isEmpty() || (known.size() > 1 && hasChoice(key)) ? key.name() : first(known));
      } else if (known.size() == 1 || (known.size() > 1 && section(key.type()) == null)) {
        words.add(first(known));
      } // otherwise the next key tells which of several blocks it is
    }
    return String.join(" ", words);
  }

  private static String first(Set<String> words) {
    return words.iterator().next();
  }

  private static boolean hasChoice(Key<?> key) {
    var section = section(key.type());
    return section != null && section.hasChoice();
  }

  @Override
  public String name(@Nullable NodePath trail, KeyPath<?> key) {
    var known = words(keys(trail, key));
    return known.isEmpty() ? key.path() : first(known);
  }

  @Override
  public String setting(@Nullable NodePath trail, KeyPath<?> key, String value) {
    var keys = keys(trail, key);
    for (var word : matching(keys)) {
      if (word.stands() != null && word.stands().equals(value)) {
        return word.name();
      }
    }
    var known = words(keys);
    return known.isEmpty() ? key.path() + ": " + value : first(known) + " " + value;
  }

  private static List<Key<?>> keys(@Nullable NodePath trail, KeyPath<?> key) {
    var keys = new ArrayList<Key<?>>();
    if (trail != null) {
      for (var step : steps(trail)) {
        if (step.key() != null) {
          keys.add(step.key());
        }
      }
    }
    keys.addAll(key.keys());
    return keys;
  }

  private static Set<String> words(List<Key<?>> keys) {
    var words = new LinkedHashSet<String>();
    matching(keys).forEach(word -> words.add(word.name()));
    return words;
  }

  /** Returns the keywords whose path has most keys in common with the end of {@code keys}. */
  private static List<Keyword> matching(List<Key<?>> keys) {
    var best = new ArrayList<Keyword>();
    int most = 0;
    for (var word : KeepalivedWords.all()) {
      for (var path : word.paths()) {
        int common = common(path.keys(), keys);
        if (common > most) {
          best.clear();
          most = common;
        }
        if (common > 0 && common == most) {
          best.add(word);
        }
      }
    }
    return best;
  }

  /** Returns how many keys both end with, or 0 if neither list is the end of the other. */
  private static int common(List<Key<?>> path, List<Key<?>> keys) {
    int size = Math.min(path.size(), keys.size());
    return path.subList(path.size() - size, path.size())
            .equals(keys.subList(keys.size() - size, keys.size()))
        ? size
        : 0;
  }

  private static List<Step> steps(NodePath trail) {
    var steps = new ArrayList<Step>();
    ValueType<?> type = Keywords.ROOT;
    for (var text : trail.steps()) {
      var section = type instanceof MapType<?> ? null : section(type);
      var key = section == null ? null : section.key(text);
      steps.add(new Step(key, text));
      type = key != null ? key.type() : type instanceof MapType<?> map ? map.element() : type;
    }
    return steps;
  }

  /** Returns the section that the value consists of, or each of its items; null for none. */
  private static @Nullable Section section(ValueType<?> type) {
    return switch (type) {
      case Section section -> section;
      case ListType<?> list -> section(list.element());
      default -> null;
    };
  }
}
