package org.holdfast.agent.config.keepalived;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.config.table.KeyPath;

/**
 * What a keyword of keepalived's becomes.
 *
 * @param text for the page on keepalived's keywords
 * @param paths the paths to the keys that say the same, for the reference page and for hints
 */
record Becomes(String text, List<KeyPath<?>> paths) {

  Becomes {
    paths = List.copyOf(paths);
  }

  /** The values under these paths. */
  static Becomes of(KeyPath<?>... paths) {
    return new Becomes(
        Stream.of(paths).map(KeyPath::path).collect(Collectors.joining(", ")), List.of(paths));
  }

  /** As {@link #of}, described in other words. */
  static Becomes described(String text, KeyPath<?>... paths) {
    return new Becomes(text, List.of(paths));
  }

  /** The same with {@code more} behind the text. */
  Becomes with(String more) {
    return new Becomes(text + more, paths);
  }
}
