package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.bind.Host;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file split into its individual virtual servers and the rest, so that a later reading of
 * the file, or a comparison with another file, examines only the pieces whose text has changed.
 * Other packages use only this class of the package.
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

  /**
   * A virtual server of one of two texts.
   *
   * @param text its lines
   * @param inBoth whether the other text has exactly the same lines
   */
  public record Server(String text, boolean inBoth) {}

  /**
   * One of the two compared texts.
   *
   * @param rest the text without the virtual servers, but with the line of their key
   * @param servers the virtual servers in the text's order, without those at the beginning and at
   *     the end that both texts have in common
   */
  public record Side(String rest, List<Server> servers) {

    public Side {
      servers = List.copyOf(servers);
    }
  }

  /** Two texts, for a comparison. */
  public record Sides(Side before, Side after) {}

  /**
   * Splits two texts into pieces; returns null if a text has no virtual servers that can be
   * separated.
   */
  public static @Nullable Sides compare(String before, String after) {
    var old = YamlSplit.of(before, null);
    var now = old == null ? null : YamlSplit.of(after, old);
    if (old == null || now == null) {
      return null;
    }
    var unmatched = new boolean[old.count()];
    Arrays.fill(unmatched, true);
    var come = new ArrayList<String>();
    for (int i = 0; i < now.count(); i++) {
      int same = now.earlier(i, old.count());
      if (same < 0) {
        come.add(now.server(i));
      } else {
        unmatched[same] = false;
      }
    }
    var gone = new ArrayList<String>();
    for (int i = 0; i < unmatched.length; i++) {
      if (unmatched[i]) {
        gone.add(old.server(i));
      }
    }
    return new Sides(side(old.rest(), gone, come), side(now.rest(), come, gone));
  }

  private static Side side(String rest, List<String> servers, List<String> others) {
    var both = new HashSet<>(others);
    return new Side(
        rest, servers.stream().map(text -> new Server(text, both.contains(text))).toList());
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
