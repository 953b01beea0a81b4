package org.holdfast.agent.orders;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.vrrp.io.Succession;

/**
 * The new names by the old names that a reload changes. Two instances are the same if their links,
 * families and VRIDs are equal; two virtual servers are the same if their addresses are equal.
 */
record Renames(Map<String, String> instances, Map<String, String> services) {

  static Renames of(AgentConfig before, AgentConfig after) {
    var succession = Succession.of(before.vrrp().instances(), after.vrrp().instances());
    return new Renames(
        succession.renamed(), services(before.virtualServers(), after.virtualServers()));
  }

  private static Map<String, String> services(
      List<VirtualServerConfig> before, List<VirtualServerConfig> after) {
    var names = after.stream().map(VirtualServerConfig::name).toList();
    var oldNames = before.stream().map(VirtualServerConfig::name).toList();
    var renamed = new HashMap<String, String>();
    for (var old : before) {
      if (!names.contains(old.name())) {
        after.stream()
            .filter(one -> !oldNames.contains(one.name()))
            .filter(one -> new HashSet<>(one.keys()).equals(new HashSet<>(old.keys())))
            .findFirst()
            .ifPresent(heir -> renamed.put(old.name(), heir.name()));
      }
    }
    return renamed;
  }

  /** Returns the same action with the new names. */
  OrderAction of(OrderAction action) {
    return switch (action) {
      case OrderAction.StepDown(String name) ->
          new OrderAction.StepDown(instances.getOrDefault(name, name));
      case OrderAction.Drain(String name, String server, Instant deadline) ->
          new OrderAction.Drain(services.getOrDefault(name, name), server, deadline);
      case OrderAction.Weight(String name, String server, int weight) ->
          new OrderAction.Weight(services.getOrDefault(name, name), server, weight);
    };
  }
}
