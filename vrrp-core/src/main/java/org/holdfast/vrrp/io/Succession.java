package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;

/**
 * Matches the instances of two configurations. As in keepalived, instances are the same if they
 * have the same link, family and VRID, whatever their names; where several share these (unicast
 * instances with different peers), the name decides first.
 *
 * @param heirs for each earlier instance that stays, by its old name, its new configuration
 * @param born the new instances, in the new order
 * @param gone the names of the removed instances, in the old order
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

  /** Returns the new names of renamed instances, by their old names. */
  public Map<String, String> renamed() {
    var renamed = new LinkedHashMap<String, String>();
    heirs.forEach((before, after) -> {
      if (!before.equals(after.name())) {
        renamed.put(before, after.name());
      }
    });
    return renamed;
  }

  /**
   * Returns the key by which an instance is recognised after a reload and in the next run of the
   * agent; the name is not part of it.
   */
  static String identity(InstanceConfig instance) {
    var place =
        instance.isBoundToLink()
            ? instance.interfaceName()
            : String.valueOf(instance.transport().source());
    return place + '/' + instance.family() + '/' + instance.virtualRouterId();
  }
}
