package org.holdfast.agent.notify;

import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe that is told of what happens, a line for each.
 *
 * @param path made when nothing is there
 * @param user whom it belongs to; null for the agent's own
 * @param group null for the user's own
 * @param command reads it, with its path appended; null for a reader of somebody else's
 */
public record FifoConfig(
    Topics topics,
    String path,
    @Nullable String user,
    @Nullable String group,
    @Nullable NotifyCommand command) {

  /** What a FIFO is told of. */
  public enum Topics {
    ALL,
    VRRP,
    /** Virtual servers and real servers. */
    SERVERS
  }

  /** Whether it is told of these. */
  boolean takes(News news) {
    return switch (topics) {
      case ALL -> true;
      case VRRP -> news.isVrrp();
      case SERVERS -> !news.isVrrp();
    };
  }
}
