package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.table.KeyPath;

/**
 * A keyword of keepalived's and what becomes of it.
 *
 * @param block in which it stands; {@code top} for none
 * @param becomes what it is in our file, or how it is heeded; empty when it is not carried over
 * @param reason why it is not carried over; empty when it is
 * @param paths the paths to the keys of our file that say the same
 */
public record Keyword(
    String block, String name, String becomes, String reason, List<KeyPath<?>> paths) {

  public Keyword {
    paths = List.copyOf(paths);
  }

  /** Whether it has its meaning here too. */
  public boolean isCarried() {
    return reason.isEmpty();
  }
}
