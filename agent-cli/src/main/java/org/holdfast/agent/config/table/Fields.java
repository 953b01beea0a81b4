package org.holdfast.agent.config.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a section of the file, by key. */
public final class Fields {

  private final Section section;
  private final NodePosition spot;
  private final Map<Key<?>, Field> byKey = new HashMap<>();
  private @Nullable Fields fallback;

  Fields(Section section, NodePosition spot) {
    this.section = section;
    this.spot = spot;
  }

  /** A key's value; after an error {@code value} is null and {@code sound} is false. */
  private record Field(@Nullable Object value, NodePosition spot, boolean sound) {}

  void read(Key<?> key, NodePosition at, Report report) {
    int errorsBefore = report.errors();
    var value = key.type().read(at, report);
    byKey.put(key, new Field(value, at, report.errors() == errorsBefore));
  }

  /**
   * Returns the key's value in the written form, or null if this section of the file does not have
   * the key.
   */
  @SuppressWarnings("unchecked") // a field holds the value that its key's type has read
  <T> @Nullable Object written(Key<T> key, Form form) {
    var field = byKey.get(key);
    return field == null || field.value() == null
        ? null
        : key.type().written((T) field.value(), form);
  }

  /** Whether the key's value in this section of the file equals its default. */
  boolean isStandard(Key<?> key) {
    var field = byKey.get(key);
    var standard = key.standardValue();
    return field != null && standard != null && standard.equals(field.value());
  }

  /** Returns a copy in which missing keys are taken from {@code other}. */
  public Fields or(Fields other) {
    fallback = other;
    return this;
  }

  /**
   * Returns the value, or the default if the key is missing. Returns the default after an error
   * too, so that checking can continue.
   *
   * @throws IllegalStateException if the key has no default
   */
  public <T> T get(Key<T> key) {
    var value = find(key);
    if (value == null) {
      value = key.standardValue();
    }
    if (value == null) {
      throw new IllegalStateException(key + " of a " + section.name() + " has no default");
    }
    return value;
  }

  /** Returns a number that is known to fit into an int. */
  public int number(Key<Long> key) {
    return Math.toIntExact(get(key));
  }

  /** Returns the value, or null if it is missing or invalid. Ignores the default. */
  @SuppressWarnings("unchecked") // a field holds the value that its key's type has read
  public <T> @Nullable T find(Key<T> key) {
    var field = byKey.get(key);
    if (field != null) {
      return (T) field.value();
    }
    return fallback == null ? null : fallback.find(key);
  }

  /** Returns the values of a list; empty if the key is missing. */
  public <T> List<Entry<T>> list(Key<List<Entry<T>>> key) {
    var values = find(key);
    return values == null ? List.of() : values;
  }

  /** Returns the values of a map; empty if the key is missing. */
  public <T> Map<String, Entry<T>> map(Key<Map<String, Entry<T>>> key) {
    var values = find(key);
    return values == null ? Map.of() : values;
  }

  /**
   * Returns a section below this one, which is empty if it is missing. Missing keys are inherited
   * one by one.
   */
  public Fields section(Key<Fields> key) {
    var field = byKey.get(key);
    var fields =
        field != null && field.value() instanceof Fields given
            ? given
            : new Fields((Section) key.type(), spot(key));
    return fallback == null ? fields : fields.or(fallback.section(key));
  }

  /** Whether this section of the file has the key, with a valid value or not. */
  public boolean isGiven(Key<?> key) {
    return byKey.containsKey(key);
  }

  /** Whether there is no error at or below the key; true if the key is missing. */
  public boolean isSound(Key<?> key) {
    var field = byKey.get(key);
    return field == null || field.sound();
  }

  /** Whether every required key has a valid value. */
  public boolean isComplete() {
    for (var key : section.keys()) {
      if (key.required() && find(key) == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns the position of the key's value, or of the section if the key is missing. */
  public NodePosition spot(Key<?> key) {
    var field = byKey.get(key);
    return field == null ? spot : field.spot();
  }

  /** Returns the position of the section. */
  public NodePosition spot() {
    return spot;
  }
}
