package org.holdfast.agent.config.load;

import java.io.StringReader;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The keywords of the tables, and those that a file contains, in the form {@code sync
 * group/instances}.
 */
final class TableKeys {

  private TableKeys() {}

  /** Returns all keywords. */
  static Set<String> all() {
    var keys = new TreeSet<String>();
    add(Keywords.ROOT, keys);
    return keys;
  }

  private static void add(Section section, Set<String> keys) {
    for (var key : section.keys()) {
      keys.add(section.name() + "/" + key);
      var below = Reference.sectionIn(key.type());
      if (below != null) {
        add(below, keys);
      }
    }
  }

  /** Returns the keywords that {@code yaml} contains, including those in a shorthand. */
  static Set<String> in(String yaml) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(1000);
    var keys = new TreeSet<String>();
    add(Keywords.ROOT, new Yaml(options).compose(new StringReader(yaml)), keys);
    return keys;
  }

  private static void add(Section section, Node node, Set<String> keys) {
    if (node instanceof MappingNode mapping) {
      for (var member : mapping.getValue()) {
        var name = ((ScalarNode) member.getKeyNode()).getValue();
        for (var key : section.keys()) {
          if (key.name().equals(name)) {
            keys.add(section.name() + "/" + key);
            add(key.type(), member.getValueNode(), keys);
          }
        }
      }
    } else if (section.shorthand() != null) {
      keys.add(section.name() + "/" + section.shorthand());
    }
  }

  private static void add(ValueType<?> type, Node node, Set<String> keys) {
    var below = Reference.sectionIn(type);
    if (below == null) {
      return;
    }
    if (type instanceof MapType && node instanceof MappingNode mapping) {
      mapping.getValue().forEach(member -> add(below, member.getValueNode(), keys));
    } else if (node instanceof SequenceNode list) {
      list.getValue().forEach(item -> add(below, item, keys));
    } else {
      add(below, node, keys);
    }
  }
}
