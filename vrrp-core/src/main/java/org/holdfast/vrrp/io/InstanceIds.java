package org.holdfast.vrrp.io;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.vrrp.InstanceConfig;

/**
 * The instances of the running configuration by their present names, which a reload of {@link
 * VrrpService} changes. Thread-safe.
 */
public final class InstanceIds {

  private volatile Map<String, InstanceId> byName;

  /** Makes the identities of the first configuration's instances. */
  public InstanceIds(List<InstanceConfig> instances) {
    var ids = new HashMap<String, InstanceId>();
    instances.forEach(instance -> add(ids, instance));
    byName = Map.copyOf(ids);
  }

  private static void add(Map<String, InstanceId> ids, InstanceConfig instance) {
    ids.put(instance.name(), new InstanceId(instance.name()));
  }

  /**
   * Returns the instance that has this name at present.
   *
   * @throws IllegalStateException if no instance of the running configuration has it
   */
  public InstanceId get(String name) {
    var id = byName.get(name);
    if (id == null) {
      throw new IllegalStateException("no instance " + name);
    }
    return id;
  }

  /** Whether the running configuration has this instance, and no reload has removed it. */
  public boolean has(InstanceId instance) {
    return byName.get(instance.name()) == instance;
  }

  /** Returns the instances of these configurations, in the same order. */
  Map<InstanceId, InstanceConfig> of(List<InstanceConfig> configs) {
    var instances = new LinkedHashMap<InstanceId, InstanceConfig>();
    configs.forEach(config -> instances.put(get(config.name()), config));
    return instances;
  }

  /**
   * Renames the instances that stay, adds new ones, and forgets removed ones; see {@link
   * Succession}.
   *
   * @param before the instances' configurations so far, even if an earlier reload failed after this
   *     method had followed it
   */
  void follow(Map<InstanceId, InstanceConfig> before, List<InstanceConfig> after) {
    var succession = Succession.of(List.copyOf(before.values()), after);
    var next = new HashMap<String, InstanceId>();
    before.forEach((id, config) -> {
      var heir = succession.heirs().get(config.name());
      if (heir != null) {
        id.rename(heir.name());
        next.put(heir.name(), id);
      }
    });
    succession.born().forEach(instance -> add(next, instance));
    byName = Map.copyOf(next);
  }
}
