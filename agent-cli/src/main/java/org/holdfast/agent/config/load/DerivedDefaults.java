package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;

/** Adds comments that describe the defaults of missing keys that have no standard value. */
final class DerivedDefaults {

  private static final int WIDTH = 90;

  private DerivedDefaults() {}

  /**
   * @param tree a file's structure with its standard values
   */
  static Mapping explain(Map<String, Object> tree) {
    return mapping(Keywords.ROOT, tree, "");
  }

  /**
   * @param origin the section from which the defaults of all keys come; empty if there is none
   */
  private static Mapping mapping(Section section, Map<?, ?> members, String origin) {
    var mapping = YamlWriter.mapping(Map.of());
    var inherited = new ArrayList<String>();
    for (var key : section.keys()) {
      var value = members.get(key.name());
      boolean inherits = section.inherits(key);
      if (value != null) {
        mapping
            .members()
            .put(key.name(), tree(key.type(), value, inherits ? section.origin() : ""));
      } else if (inherits || !origin.isEmpty()) {
        inherited.add(key.name());
      } else if (key.derived()) {
        mapping.remark(key.name() + ": " + key.otherwise());
      }
    }
    if (!inherited.isEmpty()) {
      var from = origin.isEmpty() ? section.origin() : origin;
      lines("from " + from + ": ", inherited).forEach(mapping::remark);
    }
    return mapping;
  }

  /** Returns the names after a title, with line breaks where a line would be too long. */
  private static List<String> lines(String title, List<String> names) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder(title);
    for (int i = 0; i < names.size(); i++) {
      var name = names.get(i) + (i + 1 < names.size() ? ", " : "");
      if (line.length() + name.length() > WIDTH) {
        lines.add(line.toString().stripTrailing());
        line = new StringBuilder("  ");
      }
      line.append(name);
    }
    lines.add(line.toString());
    return lines;
  }

  private static Tree tree(ValueType<?> type, Object value, String origin) {
    return switch (type) {
      case Section section -> mapping(section, section.spelledOut(value), origin);
      case MapType<?> map when value instanceof Map<?, ?> members -> {
        var mapping = YamlWriter.mapping(Map.of());
        members.forEach(
            (name, member) -> mapping.members().put("" + name, tree(map.element(), member, "")));
        yield mapping;
      }
      case ListType<?> list when value instanceof List<?> items ->
          new Items(
              YamlWriter.NOWHERE,
              items.stream().map(item -> tree(list.element(), item, "")).toList());
      case ListType<?> list -> tree(list.element(), value, "");
      default -> YamlWriter.tree(value);
    };
  }
}
