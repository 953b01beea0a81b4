package org.holdfast.agent.config.load;

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

/** Adds comments that explain how the defaults of missing keys are derived. */
final class WorkedOut {

  /** Beginnings of descriptions that do not help a reader who does not need the key. */
  private static final List<String> NO_NEWS =
      List.of("none", "nobody", "nothing", "required", "one of");

  private WorkedOut() {}

  /**
   * @param tree a file's structure with its standard values
   */
  static Mapping explain(Map<String, Object> tree) {
    return mapping(Keywords.ROOT, tree, "");
  }

  /**
   * @param general how the default of every missing key is derived; empty if each has its own
   */
  private static Mapping mapping(Section section, Map<?, ?> members, String general) {
    var mapping = YamlWriter.mapping(Map.of());
    for (var key : section.keys()) {
      var value = members.get(key.name());
      var words = general.isEmpty() ? section.workedOut(key) : general;
      if (value != null) {
        mapping
            .members()
            .put(key.name(), tree(key.type(), value, section.inherits(key) ? words : ""));
      } else if (!words.isEmpty() && NO_NEWS.stream().noneMatch(words::startsWith)) {
        mapping.remark(key.name() + ": " + words);
      }
    }
    return mapping;
  }

  private static Tree tree(ValueType<?> type, Object value, String general) {
    return switch (type) {
      case Section section -> mapping(section, section.spelledOut(value), general);
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
