package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Secret;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two files, by the paths of their keys: {@code
 * virtual-servers.web.check.interval 2s -> 4s}, {@code + virtual-servers.api}. Compares mappings by
 * name and lists by element, as the table of keywords describes them. The type of a key hides its
 * secrets: the line for such a key only says {@code changed}.
 */
public final class ConfigDifferences {

  private static final String INSTANCES =
      Keywords.VRRP.name() + "." + InstanceKeywords.INSTANCES.name();

  /** The longest content shown in a line, in characters; longer content would hide the path. */
  private static final int LONGEST = 100;

  private final Map<String, String> heirs;
  private final List<Difference> found = new ArrayList<>();

  /**
   * One difference.
   *
   * @param path the keys that lead to it
   * @param line the difference in one line, which includes the path
   */
  public record Difference(String path, String line) {}

  private ConfigDifferences(Map<String, String> heirs) {
    this.heirs = heirs;
  }

  /**
   * Returns the differences in the order of the table; empty if both files have the same keys and
   * values.
   *
   * @param heirs the new names of the remaining instances by their old names; an instance without
   *     an entry is removed
   */
  public static List<Difference> between(Loaded before, Loaded after, Map<String, String> heirs) {
    var texts = ComparedTexts.of(before.yaml(), after.yaml());
    var differences = new ConfigDifferences(heirs);
    differences.members("", Keywords.ROOT, texts.before(), texts.after(), "");
    return List.copyOf(differences.found);
  }

  private void add(String path, String line) {
    found.add(new Difference(path, line));
  }

  /**
   * @param general a description of the default of every missing key; empty if each key has its own
   *     default
   */
  private void members(
      String path, Section section, Map<?, ?> before, Map<?, ?> after, String general) {
    for (var key : section.keys()) {
      var old = before.get(key.name());
      var now = after.get(key.name());
      var at = path.isEmpty() ? key.name() : path + "." + key.name();
      var words = general.isEmpty() ? section.without(key) : general;
      if (old != null && now != null) {
        compare(at, key.type(), old, now, section.inherits(key) ? words : "");
      } else if (old != null || now != null) {
        onOneSide(at, section, key, old, now, words);
      }
    }
  }

  private void onOneSide(
      String path,
      Section section,
      Key<?> key,
      @Nullable Object before,
      @Nullable Object after,
      String words) {
    switch (key.type()) {
      case Section below when below.meansItsKeys() && !section.isChoice(key) ->
          members(
              path,
              below,
              before == null ? Map.of() : below.spelledOut(before),
              after == null ? Map.of() : below.spelledOut(after),
              section.inherits(key) ? words : "");
      case MapType<?> map ->
          compare(
              path, map, before == null ? Map.of() : before, after == null ? Map.of() : after, "");
      case ListType<?> list when !section.inherits(key) ->
          items(
              path,
              list,
              before == null ? List.of() : all(before),
              after == null ? List.of() : all(after));
      case Section _ -> whole(path, before, after);
      default ->
          add(
              path,
              path
                  + " "
                  + (before == null ? words : text(before))
                  + " -> "
                  + (after == null ? words : text(after)));
    }
  }

  private void whole(String path, @Nullable Object before, @Nullable Object after) {
    if (before != null) {
      add(path, "- " + path + content(before));
    }
    if (after != null) {
      add(path, "+ " + path + content(after));
    }
  }

  /**
   * Returns a blank and the content of an added or removed section, or an empty text if the content
   * is too long.
   */
  private static String content(Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      return " " + text(value); // the value of the shorthand
    }
    var line = YamlWriter.line(members);
    return line == null || line.length() > LONGEST || members.isEmpty() ? "" : " " + line;
  }

  private void compare(
      String path, ValueType<?> type, Object before, Object after, String general) {
    if (isSame(before, after)) {
      return;
    }
    switch (type) {
      case Section section ->
          members(path, section, section.spelledOut(before), section.spelledOut(after), general);
      case MapType<?> map
          when before instanceof Map<?, ?> old && after instanceof Map<?, ?> now -> {
        if (path.equals(INSTANCES)) {
          instances(path, map.element(), old, now);
        } else {
          named(path, map.element(), old, now);
        }
      }
      case ListType<?> list -> items(path, list, all(before), all(after));
      default ->
          add(
              path,
              text(before).equals(text(after)) || before instanceof Secret
                  ? path + " changed"
                  : path + " " + text(before) + " -> " + text(after));
    }
  }

  /** Whether the values are equal, with the members of mappings in the same order. */
  private static boolean isSame(Object before, Object after) {
    if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
      return isSame(List.copyOf(old.keySet()), List.copyOf(now.keySet()))
          && isSame(List.copyOf(old.values()), List.copyOf(now.values()));
    }
    if (before instanceof List<?> old && after instanceof List<?> now) {
      if (old.size() != now.size()) {
        return false;
      }
      for (int i = 0; i < old.size(); i++) {
        if (!isSame(old.get(i), now.get(i))) {
          return false;
        }
      }
      return true;
    }
    return before.equals(after);
  }

  private void named(String path, ValueType<?> type, Map<?, ?> before, Map<?, ?> after) {
    before.forEach((name, old) -> {
      var at = path + "." + name;
      var now = after.get(name);
      if (now == null) {
        add(at, "- " + at + value(type, old));
      } else {
        compare(at, type, old, now, "");
      }
    });
    after.forEach((name, now) -> {
      if (!before.containsKey(name)) {
        add(path + "." + name, "+ " + path + "." + name + value(type, now));
      }
    });
    var kept = new ArrayList<Object>(before.keySet());
    kept.retainAll(after.keySet());
    var order = new ArrayList<Object>(after.keySet());
    order.retainAll(before.keySet());
    if (!kept.equals(order)) {
      var effect = type instanceof Section ? ", which has no effect" : "";
      add(path, path + " in another order" + effect);
    }
  }

  /** Returns a blank and the value, or an empty text for a section, which has too many keys. */
  private static String value(ValueType<?> type, Object value) {
    return type instanceof Section ? "" : " " + text(value);
  }

  /** Compares instances. An instance may be renamed, and another instance may take its old name. */
  private void instances(String path, ValueType<?> type, Map<?, ?> before, Map<?, ?> after) {
    var staying = new LinkedHashMap<Object, Object>();
    before.forEach((name, old) -> {
      var heir = old.equals(ComparedTexts.UNCHANGED) ? "" + name : heirs.get("" + name);
      if (heir == null) {
        add(path + "." + name, "- " + path + "." + name);
      } else {
        staying.put(heir, old);
        if (!heir.equals(name)) {
          add(path + "." + heir, path + "." + heir + " (renamed from " + name + ")");
        }
      }
    });
    named(path, type, staying, after);
  }

  private void items(String path, ListType<?> list, List<?> before, List<?> after) {
    if (list.takesOne() && before.size() == 1 && after.size() == 1) {
      compare(path, list.element(), before.getFirst(), after.getFirst(), "");
      return;
    }
    int lines = found.size();
    var olds = byIdentity(list.element(), before);
    var news = byIdentity(list.element(), after);
    var identities = new LinkedHashSet<>(olds.keySet());
    identities.addAll(news.keySet());
    for (var identity : identities) {
      var old = new ArrayList<>(olds.getOrDefault(identity, List.of()));
      var now = new ArrayList<>(news.getOrDefault(identity, List.of()));
      if (old.size() == 1 && now.size() == 1) {
        compare(path + "[" + identity + "]", list.element(), old.getFirst(), now.getFirst(), "");
        continue;
      }
      news.getOrDefault(identity, List.of()).forEach(old::remove);
      olds.getOrDefault(identity, List.of()).forEach(now::remove);
      old.forEach(item -> add(path, "- " + path + item(list.element(), identity, item)));
      now.forEach(item -> add(path, "+ " + path + item(list.element(), identity, item)));
    }
    if (found.size() == lines && !before.equals(after)) {
      add(path, path + " in another order");
    }
  }

  private static String item(ValueType<?> type, Object identity, Object item) {
    var content = type instanceof Section ? content(item) : " " + text(item);
    return content.isEmpty() ? " " + identity : content;
  }

  private static Map<Object, List<Object>> byIdentity(ValueType<?> type, List<?> items) {
    var map = new LinkedHashMap<Object, List<Object>>();
    for (var item : items) {
      var identity = type instanceof Section section ? section.identity(item) : item;
      map.computeIfAbsent(identity, _ -> new ArrayList<>()).add(item);
    }
    return map;
  }

  private static List<?> all(Object value) {
    return value instanceof List<?> items ? items : List.of(value);
  }

  private static String text(Object value) {
    var line = value instanceof List<?> items && items.size() == 1 ? null : YamlWriter.line(value);
    if (line == null) {
      return value instanceof List<?> items ? text(items.getFirst()) : "...";
    }
    return value instanceof List<?> || value instanceof Map<?, ?> ? line : value.toString();
  }
}
