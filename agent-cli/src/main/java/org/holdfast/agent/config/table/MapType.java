package org.holdfast.agent.config.table;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Values by names that the operator chooses, in the file's order. */
public final class MapType<T> extends ValueType<Map<String, Entry<T>>> {

  private final String what;
  private final TextType names;
  private final ValueType<T> element;

  private MapType(String what, TextType names, ValueType<T> element) {
    this.what = what;
    this.names = names;
    this.element = element;
  }

  public static <T> MapType<T> of(String what, ValueType<T> element) {
    return of(what, TextType.NAME, element);
  }

  /** Returns a type whose names have to be of the type {@code names}. */
  public static <T> MapType<T> of(String what, TextType names, ValueType<T> element) {
    return new MapType<>(what, names, element);
  }

  public ValueType<T> element() {
    return element;
  }

  @Override
  public @Nullable Map<String, Entry<T>> bind(NodePosition spot, Report report) {
    if (!(spot.node() instanceof MappingNode mapping)) {
      refuse(spot, report);
      return null;
    }
    var entries = new LinkedHashMap<String, Entry<T>>();
    for (var member : Members.of(mapping, spot, report)) {
      if (names.parse(member.name()) == null) {
        report.error(
            member.key(),
            member.spot(),
            spot.trail(),
            quote(member.name()) + " (expected: " + names.expected() + ")");
        continue;
      }
      var value = element.read(member.spot(), report);
      if (value != null) {
        entries.put(member.name(), new Entry<>(value, member.spot()));
      }
    }
    return entries;
  }

  @Override
  public Object written(Map<String, Entry<T>> value, Form form) {
    var members = new LinkedHashMap<String, Object>();
    value.forEach((name, entry) -> members.put(name, element.written(entry.value(), form)));
    return members;
  }

  @Override
  public String expected() {
    return "a mapping from names to " + what;
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return fragment("type", "object", "additionalProperties", element.schema(definitions));
  }
}
