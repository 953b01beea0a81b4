package org.holdfast.agent.config.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyword: what may stand under it, what holds without it, what it means.
 *
 * @param standard the default as it would stand in the file; null for none
 * @param otherwise what holds without the key, in words, when that is no single value; empty for
 *     nothing to say
 * @param meaning one line for the reference page
 */
public record Key<T>(
    String name,
    ValueType<T> type,
    boolean required,
    @Nullable String standard,
    String otherwise,
    String meaning)
    implements KeyPath<T> {

  /** What is said of a section without which the default of each of its keys holds. */
  public static final String OWN_DEFAULTS = "each key's own default";

  /** A key that must be given. */
  public static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
    return new Key<>(name, type, true, null, "", meaning);
  }

  /** A key with one value for a default. */
  public static <T> Key<T> standard(String name, Scalar<T> type, String standard, String meaning) {
    return new Key<>(name, type, false, standard, "", meaning);
  }

  /** A key without which something is worked out, or nothing holds. */
  public static <T> Key<T> optional(
      String name, ValueType<T> type, String otherwise, String meaning) {
    return new Key<>(name, type, false, null, otherwise, meaning);
  }

  /** Whether each key of the section that may stand under it has its own default without it. */
  public boolean hasOwnDefaults() {
    return otherwise.isEmpty() || otherwise.equals(OWN_DEFAULTS);
  }

  /** As that of {@link #standard}; null for the others. */
  public @Nullable T standardValue() {
    return standard != null && type instanceof Scalar<T> scalar ? scalar.parse(standard) : null;
  }

  @Override
  public Key<T> key() {
    return this;
  }

  @Override
  public List<Key<?>> keys() {
    return List.of(this);
  }

  @Override
  public String path() {
    return name;
  }

  // Keys are compared and hashed by what they are, not by what they say: it is quicker and means
  // the same, as each stands once in the table.

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
