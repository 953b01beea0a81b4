package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;

/**
 * Which instance of a configuration is which of another. An instance is the same one by link,
 * family and VRID, as in keepalived, and not by its name; where several share those (unicast
 * instances with peers of their own) by its name first.
 *
 * @param heirs of each instance that was there before, by its name, what it becomes
 * @param born those that are new, in the new order
 * @param gone the names of the instances that are removed, in the old order
 */
public record Succession(
    Map<String, InstanceConfig> heirs, List<InstanceConfig> born, List<String> gone) {

  public static Succession of(List<InstanceConfig> before, List<InstanceConfig> after) {
    var left = new HashMap<String, List<InstanceConfig>>();
    before.forEach(
        config -> left.computeIfAbsent(identity(config), _ -> new ArrayList<>()).add(config));
    var heirs = new LinkedHashMap<String, InstanceConfig>();
    var others = new ArrayList<InstanceConfig>();
    for (var next : after) {
      var candidates = left.getOrDefault(identity(next), List.of());
      var namesake =
          candidates.stream().filter(config -> config.name().equals(next.name())).findFirst();
      if (namesake.isPresent()) {
        candidates.remove(namesake.get());
        heirs.put(next.name(), next);
      } else {
        others.add(next);
      }
    }
    var born = new ArrayList<InstanceConfig>();
    for (var next : others) {
      var candidates = left.getOrDefault(identity(next), List.of());
      if (candidates.isEmpty()) {
        born.add(next);
      } else {
        heirs.put(candidates.removeFirst().name(), next);
      }
    }
    var gone =
        before.stream().map(InstanceConfig::name).filter(name -> !heirs.containsKey(name)).toList();
    return new Succession(heirs, born, gone);
  }

  /** The new names of those that were renamed, by their old ones. */
  public Map<String, String> renamed() {
    var renamed = new LinkedHashMap<String, String>();
    heirs.forEach((before, after) -> {
      if (!before.equals(after.name())) {
        renamed.put(before, after.name());
      }
    });
    return renamed;
  }

  /** What makes an instance the same one, also in the next life of the agent: not its name. */
  static String identity(InstanceConfig instance) {
    return instance.interfaceName() + '/' + instance.family() + '/' + instance.virtualRouterId();
  }
}
