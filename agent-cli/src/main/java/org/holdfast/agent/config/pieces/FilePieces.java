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
  private @Nullable TranslatedFile translated;

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

  /** Sets the file from which the text was translated; returns this. */
  public FilePieces from(TranslatedFile file) {
    translated = file;
    return this;
  }

  /** Returns the file from which the text was translated, or null if the text is the file's own. */
  public @Nullable TranslatedFile translated() {
    return translated;
  }

  /**
   * Returns a text with virtual servers of {@code other} and of this text, or null if {@code other}
   * cannot be split.
   *
   * @param members for each virtual server of the result, its index in this text; -1 for the next
   *     virtual server of {@code other}
   */
  public @Nullable String splice(String other, int[] members) {
    var later = YamlSplit.of(other, null);
    if (later == null || split == null) {
      return null;
    }
    var texts = new StringBuilder();
    int next = 0;
    for (int member : members) {
      if (member < 0 && next == later.count()) {
        return null;
      }
      texts.append(member < 0 ? later.member(next++) : split.member(member));
    }
    return next == later.count() ? later.withMembers(texts) : null;
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
   * Returns the virtual server at {@code index}, or null if the next reading may give a different
   * result.
   */
  public @Nullable VirtualServerConfig server(int index) {
    return servers.get(index);
  }

  /**
   * Returns the known virtual server at {@code index} of a later text, or null if it must be read.
   */
  @Nullable VirtualServerConfig find(YamlSplit later, int index) {
    int same = later.earlier(index, servers.size());
    return same < 0 ? null : servers.get(same);
  }
}
