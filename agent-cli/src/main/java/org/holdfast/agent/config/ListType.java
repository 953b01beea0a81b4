package org.holdfast.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Values in their order. Those with errors are left out of the list. */
final class ListType<T> extends ValueType<List<Entry<T>>> {

  private final ValueType<T> element;
  private final int least;

  private ListType(ValueType<T> element, int least) {
    this.element = element;
    this.least = least;
  }

  static <T> ListType<T> of(ValueType<T> element) {
    return new ListType<>(element, 0);
  }

  static <T> ListType<T> ofSome(ValueType<T> element) {
    return new ListType<>(element, 1);
  }

  ValueType<T> element() {
    return element;
  }

  @Override
  @Nullable List<Entry<T>> bind(Spot spot, Report report) {
    if (!(spot.node() instanceof SequenceNode list)) {
      refuse(spot, report);
      return null;
    }
    if (list.getValue().size() < least) {
      report.error(spot, "an empty list (expected: " + expected() + ")");
      return null;
    }
    var entries = new ArrayList<Entry<T>>();
    for (var node : list.getValue()) {
      var at = spot.item(node);
      var value = element.read(at, report);
      if (value != null) {
        entries.add(new Entry<>(value, at));
      }
    }
    return entries;
  }

  @Override
  String expected() {
    return (least == 0 ? "a list, each item " : "a list of at least one item, each ")
        + element.expected();
  }

  @Override
  Map<String, Object> schema(Map<String, Object> definitions) {
    var list = fragment("type", "array");
    if (least > 0) {
      list.put("minItems", least);
    }
    list.put("items", element.schema(definitions));
    return list;
  }
}
