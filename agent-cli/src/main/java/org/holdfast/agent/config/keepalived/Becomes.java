package org.holdfast.agent.config.keepalived;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.config.table.KeyPath;
import org.jspecify.annotations.Nullable;

/**
 * The translation of a keyword of keepalived.
 *
 * @param text a description for the page about keepalived's keywords
 * @param paths the paths to the keys with the same meaning, for the reference page and for hints
 * @param stands the value of these keys that the keyword alone means; null if it has a value
 */
record Becomes(String text, List<KeyPath<?>> paths, @Nullable String stands) {

  Becomes {
    paths = List.copyOf(paths);
  }

  /** Returns the translation into the values at these paths. */
  static Becomes of(KeyPath<?>... paths) {
    return new Becomes(
        Stream.of(paths).map(KeyPath::path).collect(Collectors.joining(", ")),
        List.of(paths),
        null);
  }

  /** Like {@link #of}, with a separate description. */
  static Becomes described(String text, KeyPath<?>... paths) {
    return new Becomes(text, List.of(paths), null);
  }

  /** Returns the translation of a keyword without a value, which means {@code value}. */
  Becomes standing(String value) {
    return new Becomes(text + ": " + value, paths, value);
  }

  /** Returns a copy with {@code more} appended to the description. */
  Becomes with(String more) {
    return new Becomes(text + more, paths, stands);
  }
}
