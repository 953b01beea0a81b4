package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Values in the file's order. Values with errors are left out of the list. */
public final class ListType<T> extends ValueType<List<Entry<T>>> {

  private final ValueType<T> element;
  private final int least;
  private final boolean takesOne;

  private ListType(ValueType<T> element, int least, boolean takesOne) {
    this.element = element;
    this.least = least;
    this.takesOne = takesOne;
  }

  public static <T> ListType<T> of(ValueType<T> element) {
    return new ListType<>(element, 0, false);
  }

  public static <T> ListType<T> ofSome(ValueType<T> element) {
    return new ListType<>(element, 1, false);
  }

  /** Returns a type that also accepts a single value without the brackets of a list. */
  public ListType<T> orOne() {
    return new ListType<>(element, least, true);
  }

  public boolean takesOne() {
    return takesOne;
  }

  public ValueType<T> element() {
    return element;
  }

  @Override
  public @Nullable List<Entry<T>> bind(NodePosition spot, Report report) {
    if (takesOne && !(spot.node() instanceof SequenceNode)) {
      var only = element.read(spot, report);
      return only == null ? null : List.of(new Entry<>(only, spot));
    }
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
  public Object written(List<Entry<T>> value, Form form) {
    var items = new ArrayList<Object>();
    for (var entry : value) {
      items.add(element.written(entry.value(), form));
    }
    return takesOne && items.size() == 1 ? items.getFirst() : items;
  }

  @Override
  public String expected() {
    if (takesOne) {
      return element.expected() + ", or a list of these";
    }
    return (least == 0 ? "a list, each item " : "a list of at least one item, each ")
        + element.expected();
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    var list = fragment("type", "array");
    if (least > 0) {
      list.put("minItems", least);
    }
    var item = element.schema(definitions);
    list.put("items", item);
    return takesOne ? fragment("anyOf", List.of(item, list)) : list;
  }
}
