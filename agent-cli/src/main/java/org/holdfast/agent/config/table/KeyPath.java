package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.List;

/**
 * The path to a value below a section: one key, or several nested keys.
 *
 * @param <T> the type of the value
 */
public sealed interface KeyPath<T> permits Key, KeyPath.Below {

  /** Returns the last key of the path. */
  Key<T> key();

  /** Returns all keys of the path, from the outermost to the last. */
  List<Key<?>> keys();

  /** Returns the names of the keys with dots between them. */
  String path();

  /** Returns the path to {@code key} in the section at the end of this path. */
  default <U> KeyPath<U> then(Key<U> key) {
    return new Below<>(this, key);
  }

  /** A path of two keys or more. */
  record Below<T>(KeyPath<?> above, Key<T> key) implements KeyPath<T> {

    @Override
    public String path() {
      return above.path() + "." + key.name();
    }

    @Override
    public List<Key<?>> keys() {
      var keys = new ArrayList<>(above.keys());
      keys.add(key);
      return keys;
    }

    @Override
    public String toString() {
      return path();
    }
  }
}
