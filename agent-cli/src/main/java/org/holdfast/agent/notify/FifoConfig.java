package org.holdfast.agent.notify;

import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * A named pipe that receives a line for each notice.
 *
 * @param path the path of the pipe, which is created if absent
 * @param user the pipe's owner; null for the agent's user
 * @param group the pipe's group; null for the user's group
 * @param command the reader, to which the path is appended; null if another program reads it
 */
public record FifoConfig(
    Topics topics,
    String path,
    @Nullable String user,
    @Nullable String group,
    @Nullable NotifyCommand command) {

  /** The notices that a FIFO receives. */
  public enum Topics {
    ALL,
    VRRP,
    /** Virtual servers and real servers. */
    SERVERS
  }

  /** Whether the FIFO receives this notice. */
  boolean takes(Notice news) {
    return switch (topics) {
      case ALL -> true;
      case VRRP -> news.isVrrp();
      case SERVERS -> !news.isVrrp();
    };
  }
}
