package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.bind.Host;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file split into its individual virtual servers and the rest, so that a later reading of
 * the file examines only the virtual servers whose text has changed.
 */
public final class FilePieces {

  /** The pieces of an unknown file: a later reading reuses nothing. */
  public static final FilePieces NONE = new FilePieces(null);

  private final @Nullable YamlSplit split;
  private final List<@Nullable VirtualServerConfig> servers = new ArrayList<>();

  FilePieces(@Nullable YamlSplit split) {
    this.split = split;
  }

  /**
   * The result of a reading.
   *
   * @param pieces the virtual servers that the next reading may reuse
   */
  public record Read(AgentConfig config, FilePieces pieces) {}

  /**
   * Reads a later text of the file. Reuses the virtual servers whose text has not changed, if the
   * rest of the text is exactly the same.
   *
   * @return null if the text must be read as a whole, for example because it causes an error or a
   *     warning
   */
  public @Nullable Read read(String text, Host host) {
    return IncrementalServers.read(text, host, this);
  }

  /** Returns the split text, or null if the file is unknown. */
  @Nullable YamlSplit split() {
    return split;
  }

  /**
   * Adds the next virtual server of the split text.
   *
   * @param server null if the next reading may give a different result
   */
  void add(@Nullable VirtualServerConfig server) {
    servers.add(server);
  }

  /**
   * Returns the known virtual server at {@code index} of a later text, or null if it must be read.
   */
  @Nullable VirtualServerConfig find(YamlSplit later, int index) {
    int same = later.earlier(index, servers.size());
    return same < 0 ? null : servers.get(same);
  }
}
