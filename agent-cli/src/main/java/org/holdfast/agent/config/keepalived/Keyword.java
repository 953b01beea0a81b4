package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.table.KeyPath;
import org.jspecify.annotations.Nullable;

/**
 * A keyword of keepalived and its translation.
 *
 * @param block the block that contains the keyword; {@code top} at the top level
 * @param becomes the translation; empty if the keyword is not carried over
 * @param reason why the keyword is not carried over; empty if it is
 * @param paths the paths to the keys with the same meaning
 * @param stands the value of these keys that the keyword alone means; null if it has a value
 */
public record Keyword(
    String block,
    String name,
    String becomes,
    String reason,
    List<KeyPath<?>> paths,
    @Nullable String stands) {

  public Keyword {
    paths = List.copyOf(paths);
  }

  /** Whether the keyword is carried over. */
  public boolean isCarried() {
    return reason.isEmpty();
  }
}
