package org.holdfast.agent.config.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A section's definition in the JSON Schema.
 *
 * @param choice the keys of which exactly one must be given; may be empty
 * @param mayBeAbsent whether the section may have no value
 */
record SectionSchema(Section section, List<? extends Key<?>> choice, boolean mayBeAbsent) {

  /**
   * Returns the definition.
   *
   * @param definitions gets the definitions of the sections within this one
   */
  Map<String, Object> of(Map<String, Object> definitions) {
    var mapping = new LinkedHashMap<String, Object>();
    mapping.put("type", "object");
    mapping.put("additionalProperties", false);
    var required = new ArrayList<String>();
    var properties = new LinkedHashMap<String, Object>();
    for (var key : section.keys()) {
      var property = new LinkedHashMap<String, Object>();
      property.put("description", key.meaning());
      if (key.standard() != null) {
        var value = key.standardValue();
        property.put(
            "default", value instanceof Long || value instanceof Boolean ? value : key.standard());
      }
      property.putAll(key.type().schema(definitions));
      properties.put(key.name(), property);
      if (key.required()) {
        required.add(key.name());
      }
    }
    mapping.put("properties", properties);
    if (!required.isEmpty()) {
      mapping.put("required", required);
    }
    if (!choice.isEmpty()) {
      var oneOf = new ArrayList<Object>();
      for (var key : choice) {
        oneOf.add(ValueType.fragment("required", List.of(key.name())));
      }
      mapping.put("oneOf", oneOf);
    }
    var forms = new ArrayList<Object>();
    var shorthand = section.shorthand();
    if (shorthand != null) {
      forms.add(shorthand.type().schema(definitions));
    }
    forms.add(mapping);
    if (mayBeAbsent) {
      forms.add(ValueType.fragment("type", "null"));
    }
    return forms.size() == 1 ? mapping : ValueType.fragment("anyOf", forms);
  }
}
