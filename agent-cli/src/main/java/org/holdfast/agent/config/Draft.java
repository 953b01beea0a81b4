package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a section of a file is to say, by key: {@link Fields} the other way round. Says what differs
 * from the default, and the rest too if the form wants it.
 */
final class Draft {

  private final Section section;
  private final Form form;
  private final Map<Key<?>, Object> byKey = new HashMap<>();

  private Draft(Section section, Form form) {
    this.section = section;
    this.form = form;
  }

  static Draft of(Section section, Form form) {
    return new Draft(section, form);
  }

  /** Of the section under {@code key}, or of those in the list or the map there. */
  static Draft under(Key<?> key, Form form) {
    var section = Reference.sectionIn(key.type());
    if (section == null) {
      throw new IllegalArgumentException(key + " has no section");
    }
    return new Draft(section, form);
  }

  /** Says {@code value}; nothing for null or for the key's default. */
  <T> Draft put(Key<T> key, @Nullable T value) {
    return put(key, value, key.standardValue());
  }

  /**
   * Says {@code value}; nothing for null.
   *
   * @param otherwise what holds without the key; null when nothing does
   */
  <T> Draft put(Key<T> key, @Nullable T value, @Nullable T otherwise) {
    if (value != null && (form.defaults() || !value.equals(otherwise))) {
      set(key, written(key, key.type(), value));
    }
    return this;
  }

  Draft put(Key<Long> key, long value) {
    return put(key, (Long) value);
  }

  Draft put(Key<Long> key, long value, long otherwise) {
    return put(key, (Long) value, (Long) otherwise);
  }

  /** Says {@code values} in a row; nothing for none. */
  <T> Draft list(Key<List<Entry<T>>> key, List<T> values) {
    return values.isEmpty() ? this : listEvenEmpty(key, values);
  }

  /** Says {@code values} in a row, none of them too. */
  <T> Draft listEvenEmpty(Key<List<Entry<T>>> key, List<T> values) {
    var list = (ListType<T>) key.type();
    var items = new ArrayList<Object>();
    for (var value : values) {
      items.add(written(key, list.element(), value));
    }
    set(key, row(list, items));
    return this;
  }

  /** Says texts under names; nothing for none. */
  Draft texts(Key<Map<String, Entry<String>>> key, Map<String, String> values) {
    var map = (MapType<String>) key.type();
    var members = new LinkedHashMap<String, Object>();
    values.forEach((name, value) -> members.put(name, written(key, map.element(), value)));
    return members.isEmpty() ? this : set(key, members);
  }

  /** Says a section below this one; nothing when it says nothing. */
  Draft section(Key<Fields> key, Draft below) {
    return below.byKey.isEmpty() ? this : present(key, below);
  }

  /** Says a section below this one, whose being there means something by itself. */
  Draft present(Key<Fields> key, Draft below) {
    return set(key, below.tree());
  }

  /** Says sections in a row; nothing for none. */
  Draft sections(Key<List<Entry<Fields>>> key, List<Draft> below) {
    var items = new ArrayList<Object>();
    below.forEach(draft -> items.add(draft.tree()));
    return items.isEmpty() ? this : set(key, row((ListType<?>) key.type(), items));
  }

  /** Says sections under names; nothing for none. */
  Draft named(Key<Map<String, Entry<Fields>>> key, Map<String, Draft> below) {
    var members = new LinkedHashMap<String, Object>();
    below.forEach((name, draft) -> members.put(name, draft.tree()));
    return members.isEmpty() ? this : set(key, members);
  }

  /**
   * Takes over what all of {@code drafts} say alike under a key that this section has too, and so
   * says for those that do not; nothing of fewer than two.
   */
  Draft gather(List<Draft> drafts) {
    if (drafts.size() > 1) {
      section.keys().forEach(key -> gather(key, drafts));
    }
    return this;
  }

  private void gather(Key<?> key, List<Draft> drafts) {
    var said = drafts.getFirst().byKey.get(key);
    if (said != null && drafts.stream().allMatch(draft -> said.equals(draft.byKey.get(key)))) {
      drafts.forEach(draft -> draft.byKey.remove(key));
      set(key, said);
    }
  }

  /** Whether {@code text} may stand under {@code key}. */
  static boolean takes(Key<String> key, String text) {
    return key.type() instanceof Scalar<String> scalar && text.equals(scalar.parse(text));
  }

  private Draft set(Key<?> key, Object said) {
    if (!section.keys().contains(key)) {
      throw new IllegalArgumentException(key + " (expected: a key of a " + section.name() + ")");
    }
    byKey.put(key, said);
    return this;
  }

  private <T> Object written(Key<?> key, ValueType<T> type, T value) {
    if (!(type instanceof SimpleType<T> simple)) {
      throw new IllegalArgumentException(key + " (expected: a key with a simple value)");
    }
    return form.secrets() ? simple.written(value) : simple.shown(value);
  }

  private static Object row(ListType<?> list, List<Object> items) {
    return list.takesOne() && items.size() == 1 ? items.getFirst() : items;
  }

  /** In the table's order; the value of the shorthand alone where that is all. */
  Object tree() {
    var shorthand = section.shorthand();
    var only = byKey.size() == 1 && shorthand != null ? byKey.get(shorthand) : null;
    return only == null ? members() : only;
  }

  /** In the table's order. */
  Map<String, Object> members() {
    var members = new LinkedHashMap<String, Object>();
    for (var key : section.keys()) {
      var said = byKey.get(key);
      if (said != null) {
        members.put(key.name(), said);
      }
    }
    return members;
  }
}
