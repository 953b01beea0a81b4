package org.holdfast.agent.config.table;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A value in the file, which errors point at.
 *
 * @param mark the position of a scalar's text, or of the key of a list or a mapping
 * @param trail the keys that lead to the value; null for the whole file
 */
public record Spot(Node node, Mark mark, @Nullable Trail trail) {

  public static Spot root(Node node) {
    return new Spot(node, node.getStartMark(), null);
  }

  Spot under(Node key, String name, Node value) {
    var place = value instanceof ScalarNode ? value : key;
    return new Spot(value, place.getStartMark(), new Trail(trail, name));
  }

  Spot item(Node value) {
    return new Spot(value, value.getStartMark(), trail);
  }
}
