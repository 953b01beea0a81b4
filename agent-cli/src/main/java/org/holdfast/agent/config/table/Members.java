package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The members of a YAML mapping: each key once, in the file's order, followed by the keys that a
 * merge key ({@code <<: *anchor}) adds and that the mapping itself does not have.
 */
public final class Members {

  private static final int DEEPEST_MERGE = 8;

  private final NodePosition spot;
  private final Report report;
  private final List<Member> members = new ArrayList<>();
  private final Map<String, Integer> linesByName = new HashMap<>();

  private Members(NodePosition spot, Report report) {
    this.spot = spot;
    this.report = report;
  }

  /** A key and its value. */
  record Member(Node key, String name, NodePosition spot) {}

  static List<Member> of(MappingNode mapping, NodePosition spot, Report report) {
    var members = new Members(spot, report);
    members.add(mapping, 0);
    return members.members;
  }

  private void add(MappingNode mapping, int merges) {
    var merged = new ArrayList<Node>();
    for (var tuple : mapping.getValue()) {
      if (!report.admits(spot)) {
        return;
      }
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        report.error(tuple.getKeyNode().getStartMark(), spot.trail(), "a key that is not text");
      } else if (key.getValue().equals("<<") && key.isPlain()) {
        merged.add(tuple.getValueNode());
      } else {
        add(key, tuple.getValueNode(), merges > 0);
      }
    }
    for (var node : merged) {
      merge(node, merges + 1);
    }
  }

  private void add(ScalarNode key, Node value, boolean isMerged) {
    int line = key.getStartMark().getLine() + 1;
    var before = linesByName.putIfAbsent(key.getValue(), line);
    if (before == null) {
      members.add(new Member(key, key.getValue(), spot.under(key, key.getValue(), value)));
    } else if (!isMerged) {
      report.error(
          key.getStartMark(),
          spot.trail(),
          "duplicate key " + ValueType.quote(key.getValue()) + ", given before on line " + before);
    }
  }

  private void merge(Node node, int merges) {
    if (merges > DEEPEST_MERGE) {
      report.error(spot, "merge keys (<<) nested deeper than " + DEEPEST_MERGE);
    } else if (node instanceof MappingNode mapping) {
      add(mapping, merges);
    } else if (node instanceof SequenceNode list) {
      for (var item : list.getValue()) {
        merge(item, merges + 1);
      }
    } else {
      report.error(
          node.getStartMark(),
          spot.trail(),
          "<<: " + ValueType.describe(node) + " (expected: an alias of a mapping)");
    }
  }
}
