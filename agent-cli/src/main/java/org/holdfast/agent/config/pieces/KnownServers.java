package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.VirtualServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Virtual servers that have been read, by the text that they were read from: what a later reading
 * of the file takes over, if all around them is the same to the letter.
 */
public final class KnownServers {

  public static final KnownServers NONE = new KnownServers(null);

  private final @Nullable Outline outline;
  private final List<@Nullable VirtualServerConfig> servers = new ArrayList<>();

  KnownServers(@Nullable Outline outline) {
    this.outline = outline;
  }

  /** The text; null when nothing is known. */
  @Nullable Outline outline() {
    return outline;
  }

  /**
   * The next of the outline's.
   *
   * @param server null when another reading may find another
   */
  void add(@Nullable VirtualServerConfig server) {
    servers.add(server);
  }

  /** What an outline that was made after ours has at {@code index}; null when it is to be read. */
  @Nullable VirtualServerConfig find(Outline later, int index) {
    int same = later.earlier(index, servers.size());
    return same < 0 ? null : servers.get(same);
  }
}
