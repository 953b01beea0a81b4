package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A value in the file and its position, for error messages.
 *
 * @param mark the position of a scalar's text, or of the key of a list or a mapping
 * @param trail the keys that lead to the value; null for the whole file
 */
public record NodePosition(Node node, Mark mark, @Nullable NodePath trail) {

  public static NodePosition root(Node node) {
    return new NodePosition(node, node.getStartMark(), null);
  }

  NodePosition under(Node key, String name, Node value) {
    var place = value instanceof ScalarNode ? value : key;
    return new NodePosition(value, place.getStartMark(), new NodePath(trail, name));
  }

  NodePosition item(Node value) {
    return new NodePosition(value, value.getStartMark(), trail);
  }
}
