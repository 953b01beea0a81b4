package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.bind.AgentBinder;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.VirtualServerBinder;
import org.holdfast.agent.config.bind.VirtualServerSource;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;

/**
 * Binds the virtual servers of a file and records them, so that a later reading may reuse those
 * that depend on nothing but their text.
 */
public final class RecordedServers {

  private final ObservedHost host;
  private final List<String> names;
  private final List<@Nullable VirtualServerConfig> reused;
  private final List<@Nullable VirtualServerConfig> bound = new ArrayList<>();

  private RecordedServers(
      Host host, List<String> names, List<@Nullable VirtualServerConfig> reused) {
    this.host = new ObservedHost(host);
    this.names = names;
    this.reused = reused;
  }

  /** Creates a recorder for a whole file. */
  public static RecordedServers of(Host host) {
    return new RecordedServers(host, List.of(), List.of());
  }

  /**
   * Creates a recorder for a file of which only some virtual servers are bound.
   *
   * @param names the names of all virtual servers
   * @param reused for each of them, the one that was bound earlier; null for the next one of the
   *     file
   */
  public static RecordedServers of(
      Host host, List<String> names, List<@Nullable VirtualServerConfig> reused) {
    return new RecordedServers(host, names, reused);
  }

  /** Binds a file like {@link AgentBinder#bind(Fields)}. */
  public @Nullable AgentConfig bind(Fields root, Report report) {
    return new AgentBinder(report, host)
        .bind(root, new Source(root.map(ServerKeywords.VIRTUAL_SERVERS)));
  }

  /**
   * Returns the pieces of the YAML file that is equivalent to what was bound, or {@link
   * FilePieces#NONE} if its text cannot be split.
   */
  public FilePieces piecesOf(String yaml) {
    var split = YamlSplit.of(yaml, null);
    if (split == null || split.count() != bound.size()) {
      return FilePieces.NONE;
    }
    var pieces = new FilePieces(split);
    bound.forEach(pieces::add);
    return pieces;
  }

  private final class Source implements VirtualServerSource {
    private final Map<String, Entry<Fields>> entries;

    Source(Map<String, Entry<Fields>> entries) {
      this.entries = entries;
    }

    @Override
    public boolean isEmpty() {
      return entries.isEmpty();
    }

    @Override
    public boolean areTranslated() {
      return true;
    }

    @Override
    public List<VirtualServerConfig> bind(VirtualServerBinder binder) {
      var servers = new ArrayList<VirtualServerConfig>();
      if (reused.isEmpty()) {
        entries.forEach((name, entry) -> bind(name, entry, binder, servers));
        return servers;
      }
      var next = entries.entrySet().iterator();
      for (var earlier : reused) {
        if (earlier != null) {
          binder.claim(earlier);
          bound.add(earlier);
          servers.add(earlier);
        } else if (next.hasNext()) {
          var entry = next.next();
          bind(entry.getKey(), entry.getValue(), binder, servers);
        }
      }
      return servers;
    }

    private void bind(
        String name,
        Entry<Fields> entry,
        VirtualServerBinder binder,
        List<VirtualServerConfig> servers) {
      boolean _ = host.wasQueried();
      var server = binder.bind(name, entry.value());
      binder.forget(); // so that the host is asked again for the next one
      bound.add(host.wasQueried() ? null : server);
      if (server != null) {
        servers.add(server);
      }
    }

    @Override
    public Set<String> names() {
      return reused.isEmpty() ? entries.keySet() : Set.copyOf(names);
    }
  }
}
