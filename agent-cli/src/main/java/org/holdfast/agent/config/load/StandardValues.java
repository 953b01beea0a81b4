package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.document.YamlWriter;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.ValueType;
import org.holdfast.agent.config.words.Keywords;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Adds the standard values of the keys that a file does not have. Reading the result gives the same
 * configuration. A key that conflicts with others, such as an IPv6 option of an IPv4 address, is
 * not added: a trial reading finds the refused keys.
 */
final class StandardValues {

  /**
   * The most trial readings. A trial finds the errors of a whole file at once, but an error may
   * hide others.
   */
  private static final int MOST_TRIALS = 8;

  private final Set<String> refused;

  private StandardValues(Set<String> refused) {
    this.refused = refused;
  }

  /**
   * Determines which standard values may be added.
   *
   * @param said a file's structure, including its secrets
   */
  static StandardValues of(Map<String, Object> said, Host host) {
    var refused = new HashSet<String>();
    for (int trial = 0; trial < MOST_TRIALS; trial++) {
      var values = new StandardValues(refused);
      var adding = values.new Adding();
      var more = refusals(adding.members(Keywords.ROOT, said, ""), adding.added, host);
      if (more.isEmpty()) {
        return values;
      }
      refused.addAll(more);
    }
    return new StandardValues(Set.of(""));
  }

  /** Returns the structure with the standard values. */
  Map<String, Object> addTo(Map<String, Object> said) {
    return refused.contains("") ? said : new Adding().members(Keywords.ROOT, said, "");
  }

  /** Returns the refused places; empty if the structure is valid. */
  private static Set<String> refusals(Map<String, Object> tree, Set<String> added, Host host) {
    var places = new IdentityHashMap<Node, String>();
    var counts = new HashMap<String, Integer>();
    var root =
        KeepalivedFile.node(
            YamlWriter.mapping(tree),
            (node, _, parent, key) -> {
              var above = parent == null ? "" : places.getOrDefault(parent, "");
              var step = key.isEmpty() ? "" + counts.merge(above, 1, Integer::sum) : key;
              places.put(node, parent == null ? "" : above + "/" + step);
            });
    var report = new Report("");
    var config = ConfigFile.bound(root, report, host);
    var refused = new HashSet<String>();
    if (config != null && report.errors() == 0) {
      return refused;
    }
    for (var refusal : report.refusals()) {
      refused.addAll(refused(places.getOrDefault(refusal.node(), ""), added));
    }
    return refused.isEmpty() ? Set.of("") : refused;
  }

  /** Returns the added place that contains an error, or the added places directly below it. */
  private static Set<String> refused(String place, Set<String> added) {
    for (var at = place; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      if (added.contains(at)) {
        return Set.of(at);
      }
    }
    var below = new HashSet<String>();
    for (var at : added) {
      if (at.startsWith(place + "/") && at.indexOf('/', place.length() + 1) < 0) {
        below.add(at);
      }
    }
    return below;
  }

  /** One traversal of a structure. Places are paths: {@code /vrrp/instances/VI_1/addresses/1}. */
  private final class Adding {

    private final Set<String> added = new HashSet<>();

    private Map<String, Object> members(Section section, Map<?, ?> said, String place) {
      var members = new LinkedHashMap<String, Object>();
      for (var key : section.keys()) {
        var at = place + "/" + key.name();
        var value = said.get(key.name());
        if (value != null) {
          boolean isInherited = section.inherits(key);
          members.put(key.name(), isInherited ? value : value(key.type(), value, at));
        } else if (!section.inherits(key) && !refused.contains(at)) {
          var standard = standard(key, at);
          if (standard != null) {
            added.add(at);
            members.put(key.name(), standard);
          }
        }
      }
      return members;
    }

    /** Returns the standard value, or null for a key without one. */
    private <T> @Nullable Object standard(Key<T> key, String at) {
      var value = key.standardValue();
      if (value != null) {
        return key.type().written(value, Form.COMPLETE);
      }
      if (!key.hasOwnDefaults() || !(key.type() instanceof Section section)) {
        return null;
      }
      var members = members(section, Map.of(), at);
      return members.isEmpty() ? null : members;
    }

    private Object value(ValueType<?> type, Object said, String at) {
      return switch (type) {
        case Section section -> members(section, section.spelledOut(said), at);
        case MapType<?> map when said instanceof Map<?, ?> members -> {
          var all = new LinkedHashMap<String, Object>();
          members.forEach(
              (name, value) -> all.put("" + name, value(map.element(), value, at + "/" + name)));
          yield all;
        }
        case ListType<?> list when said instanceof List<?> items -> {
          var all = new ArrayList<Object>();
          for (var item : items) {
            all.add(value(list.element(), item, at + "/" + (all.size() + 1)));
          }
          yield all;
        }
        case ListType<?> list -> value(list.element(), said, at);
        default -> said;
      };
    }
  }
}
