package org.holdfast.agent.config.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of another language that an operator may write instead of a key. */
public interface ForeignWords {

  /** No words of another language. */
  ForeignWords NONE = (_, _) -> null;

  /**
   * Returns the path from one of {@code keys} to the key with the same meaning as {@code word}, or
   * null if there is none.
   */
  @Nullable KeyPath<?> meaning(String word, List<Key<?>> keys);
}
