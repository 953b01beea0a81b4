package org.holdfast.agent.config.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of another language that an operator may write in the place of a key. */
public interface ForeignWords {

  /** There are none. */
  ForeignWords NONE = (_, _) -> null;

  /**
   * The path from one of {@code keys} to the key that says what {@code word} says; null for none.
   */
  @Nullable KeyPath<?> meaning(String word, List<Key<?>> keys);
}
