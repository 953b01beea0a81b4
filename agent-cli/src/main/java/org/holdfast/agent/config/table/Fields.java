package org.holdfast.agent.config.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a section of the file says, by key. */
public final class Fields {

  private final Section section;
  private final Spot spot;
  private final Map<Key<?>, Field> byKey = new HashMap<>();
  private @Nullable Fields fallback;

  Fields(Section section, Spot spot) {
    this.section = section;
    this.spot = spot;
  }

  /** {@code value} is null and {@code sound} false after an error. */
  private record Field(@Nullable Object value, Spot spot, boolean sound) {}

  void read(Key<?> key, Spot at, Report report) {
    int errorsBefore = report.errors();
    var value = key.type().read(at, report);
    byKey.put(key, new Field(value, at, report.errors() == errorsBefore));
  }

  /** What stands in this section of the file for the key; null when it does not stand there. */
  @SuppressWarnings("unchecked") // a field holds what its key's type has read
  <T> @Nullable Object written(Key<T> key, Form form) {
    var field = byKey.get(key);
    return field == null || field.value() == null
        ? null
        : key.type().written((T) field.value(), form);
  }

  /** Whether this section of the file says what would hold without the key. */
  boolean isStandard(Key<?> key) {
    var field = byKey.get(key);
    var standard = key.standardValue();
    return field != null && standard != null && standard.equals(field.value());
  }

  /** Takes from {@code other} what is not given here. */
  public Fields or(Fields other) {
    fallback = other;
    return this;
  }

  /**
   * The value, or the default; after an error the default too, so that checking can go on.
   *
   * @throws IllegalStateException for a key that may have neither
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

  /** A number that is known to fit. */
  public int number(Key<Long> key) {
    return Math.toIntExact(get(key));
  }

  /** The value; null when not given, or not given well. The default does not count. */
  @SuppressWarnings("unchecked") // a field holds what its key's type has read
  public <T> @Nullable T find(Key<T> key) {
    var field = byKey.get(key);
    if (field != null) {
      return (T) field.value();
    }
    return fallback == null ? null : fallback.find(key);
  }

  /** The values of a list; none when not given. */
  public <T> List<Entry<T>> list(Key<List<Entry<T>>> key) {
    var values = find(key);
    return values == null ? List.of() : values;
  }

  /** The values of a map; none when not given. */
  public <T> Map<String, Entry<T>> map(Key<Map<String, Entry<T>>> key) {
    var values = find(key);
    return values == null ? Map.of() : values;
  }

  /** A section under this one; an empty one when not given. Falls back key by key. */
  public Fields section(Key<Fields> key) {
    var field = byKey.get(key);
    var fields =
        field != null && field.value() instanceof Fields given
            ? given
            : new Fields((Section) key.type(), spot(key));
    return fallback == null ? fields : fields.or(fallback.section(key));
  }

  /** Whether the key stands in this section of the file, well or not. */
  public boolean isGiven(Key<?> key) {
    return byKey.containsKey(key);
  }

  /** Whether nothing is wrong at or under the key; true when it is not given. */
  public boolean isSound(Key<?> key) {
    var field = byKey.get(key);
    return field == null || field.sound();
  }

  /** Whether every required key is here with a value. */
  public boolean isComplete() {
    for (var key : section.keys()) {
      if (key.required() && find(key) == null) {
        return false;
      }
    }
    return true;
  }

  /** Where the key's value stands; the section when not given. */
  public Spot spot(Key<?> key) {
    var field = byKey.get(key);
    return field == null ? spot : field.spot();
  }

  /** Where the section stands. */
  public Spot spot() {
    return spot;
  }
}
