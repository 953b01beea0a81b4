package org.holdfast.agent.config.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyword: its type, its default, its meaning.
 *
 * @param standard the default as it would be written in the file; null if there is none
 * @param derived whether the default is a variable value, such as that of another key, which {@code
 *     otherwise} describes
 * @param otherwise a description of the behaviour without the key, if that is not a single value;
 *     otherwise empty
 * @param meaning one line for the reference page
 */
public record Key<T>(
    String name,
    ValueType<T> type,
    boolean required,
    @Nullable String standard,
    boolean derived,
    String otherwise,
    String meaning)
    implements KeyPath<T> {

  /** Describes the default of a section without which each of its keys has its own default. */
  public static final String OWN_DEFAULTS = "each key's own default";

  /** Returns a key that must be given. */
  public static <T> Key<T> required(String name, ValueType<T> type, String meaning) {
    return new Key<>(name, type, true, null, false, "", meaning);
  }

  /** Returns a key whose default is a single value. */
  public static <T> Key<T> standard(String name, Scalar<T> type, String standard, String meaning) {
    return new Key<>(name, type, false, standard, false, "", meaning);
  }

  /**
   * Returns a key that has no value if it is missing; {@code otherwise} describes the behaviour in
   * that case.
   */
  public static <T> Key<T> optional(
      String name, ValueType<T> type, String otherwise, String meaning) {
    return new Key<>(name, type, false, null, false, otherwise, meaning);
  }

  /** Returns a key whose default is derived, as {@code otherwise} describes. */
  public static <T> Key<T> derived(
      String name, ValueType<T> type, String otherwise, String meaning) {
    return new Key<>(name, type, false, null, true, otherwise, meaning);
  }

  /** Whether the keys of the section below it have their own defaults if the key is missing. */
  public boolean hasOwnDefaults() {
    return otherwise.isEmpty() || otherwise.equals(OWN_DEFAULTS);
  }

  /** Returns the value of {@link #standard}, or null for a key without one. */
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

  // Keys are compared and hashed by identity, which is faster and equivalent, because each key is
  // in the table only once.

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
