package org.holdfast.agent.config.pieces;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.bind.AgentBinder;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.bind.VirtualServerBinder;
import org.holdfast.agent.config.bind.VirtualServerSource;
import org.holdfast.agent.config.document.YamlText;
import org.holdfast.agent.config.pieces.FilePieces.Read;
import org.holdfast.agent.config.table.NodePosition;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads a file's virtual servers one after the other, so that only the tree of one is in memory,
 * and reuses unchanged ones from an earlier reading. Reloading a file with tens of thousands of
 * servers takes a fraction of the time and memory of reading its whole tree.
 *
 * <p>Any error or warning is added to the report. The file must then be read as a whole, and that
 * reading reports the problem.
 */
final class IncrementalServers implements VirtualServerSource {

  private final YamlSplit split;
  private final ObservedHost host;
  private final FilePieces earlier;
  private final Report report;
  private final FilePieces known;
  private final Set<String> names = new LinkedHashSet<>();

  private IncrementalServers(
      YamlSplit split, ObservedHost host, FilePieces earlier, Report report) {
    this.split = split;
    this.host = host;
    this.earlier = earlier;
    this.report = report;
    known = new FilePieces(split);
  }

  /** Returns the result, or null if {@code text} must be read as a whole. */
  static @Nullable Read read(String text, Host host, FilePieces earlier) {
    var split = YamlSplit.of(text, earlier.split());
    if (split == null) {
      return null;
    }
    var report = new Report("");
    var observed = new ObservedHost(host);
    var pieces = new IncrementalServers(split, observed, earlier, report);
    var root = YamlText.compose(split.rest(), report);
    if (root instanceof MappingNode mapping && pieces.takeKeyFrom(mapping)) {
      var fields = Keywords.ROOT.read(NodePosition.root(root), report);
      if (fields != null && !fields.isGiven(ServerKeywords.VIRTUAL_SERVERS)) {
        var config = new AgentBinder(report, observed).bind(fields, pieces);
        return config == null || !report.isEmpty() ? null : new Read(config, pieces.known);
      }
    }
    return null;
  }

  /**
   * Returns whether the key of the virtual servers is a key of the file and not a line within a
   * text.
   */
  private boolean takeKeyFrom(MappingNode root) {
    var others = new ArrayList<NodeTuple>();
    for (var tuple : root.getValue()) {
      var at = tuple.getKeyNode().getStartMark();
      if (at.getLine() != split.keyLine() || at.getColumn() != 0) {
        others.add(tuple);
      }
    }
    boolean found = others.size() == root.getValue().size() - 1;
    root.setValue(others);
    return found;
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public List<VirtualServerConfig> bind(VirtualServerBinder binder) {
    var bound = new ArrayList<VirtualServerConfig>();
    for (int i = 0; i < split.count(); i++) {
      var same = earlier.find(split, i);
      var server = same == null ? bind(split.member(i), binder) : same;
      if (same != null) {
        binder.claim(same);
        known.add(same);
      }
      if (server == null || !names.add(server.name())) {
        report.error(0, 0, "is not a virtual server by itself");
      }
      if (server == null || !report.isEmpty()) {
        return bound; // the file must be read as a whole
      }
      bound.add(server);
    }
    return bound;
  }

  private @Nullable VirtualServerConfig bind(String text, VirtualServerBinder binder) {
    if (!(YamlText.compose(text, report) instanceof MappingNode mapping)
        || mapping.getValue().size() != 1
        || !(mapping.getValue().getFirst().getKeyNode() instanceof ScalarNode)) {
      return null;
    }
    var entries = ServerKeywords.VIRTUAL_SERVERS.type().read(NodePosition.root(mapping), report);
    if (entries == null || entries.size() != 1) {
      return null;
    }
    var entry = entries.entrySet().iterator().next();
    boolean _ = host.wasQueried();
    var server = binder.bind(entry.getKey(), entry.getValue().value());
    boolean lasts = !host.wasQueried();
    known.add(lasts ? server : null);
    binder.forget();
    return server;
  }

  @Override
  public Set<String> names() {
    return names;
  }
}
