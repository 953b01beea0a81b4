package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.VirtualServerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Virtual servers that have been read, by their texts. A later reading of the file reuses them if
 * the rest of the text is exactly the same.
 */
public final class KnownServers {

  public static final KnownServers NONE = new KnownServers(null);

  private final @Nullable YamlSplit split;
  private final List<@Nullable VirtualServerConfig> servers = new ArrayList<>();

  KnownServers(@Nullable YamlSplit split) {
    this.split = split;
  }

  /** The text; null if nothing is known. */
  @Nullable YamlSplit split() {
    return split;
  }

  /**
   * Adds the next virtual server of the outline.
   *
   * @param server null if the next reading may give a different result
   */
  void add(@Nullable VirtualServerConfig server) {
    servers.add(server);
  }

  /** The known server at {@code index} of a later outline; null if it must be read. */
  @Nullable VirtualServerConfig find(YamlSplit later, int index) {
    int same = later.earlier(index, servers.size());
    return same < 0 ? null : servers.get(same);
  }
}
