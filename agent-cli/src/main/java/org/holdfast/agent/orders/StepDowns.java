package org.holdfast.agent.orders;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.jspecify.annotations.Nullable;

/** Derives from the orders which instances are to step down. */
final class StepDowns {

  private StepDowns() {}

  /**
   * Returns the instances that are to step down, with the order in words. A step-down order for one
   * instance applies to its whole sync group, whose members change state together.
   */
  static Map<String, String> words(OrderBook book, AgentConfig config) {
    var words = new HashMap<String, String>();
    book.stepDowns()
        .forEach(order -> {
          for (var member : together(config, order.target())) {
            words.put(member, order.words(ZoneId.systemDefault()));
          }
        });
    return words;
  }

  /**
   * Returns the instance that an order names: itself, or the first member of the sync group with
   * that name; null if there is neither.
   */
  static @Nullable String instance(AgentConfig config, String name) {
    if (config.vrrp().instances().stream().anyMatch(instance -> instance.name().equals(name))) {
      return name;
    }
    return config.vrrp().syncGroups().stream()
        .filter(group -> group.name().equals(name))
        .map(group -> group.instances().getFirst())
        .findFirst()
        .orElse(null);
  }

  /** Returns the names of the instances, followed by those of the sync groups. */
  static List<String> names(AgentConfig config) {
    return Stream.concat(
            config.vrrp().instances().stream().map(instance -> instance.name()),
            config.vrrp().syncGroups().stream().map(group -> group.name()))
        .distinct()
        .toList();
  }

  /** Returns the instance and the other members of its sync group. */
  static List<String> together(AgentConfig config, String instance) {
    return config.vrrp().syncGroups().stream()
        .filter(group -> group.instances().contains(instance))
        .findFirst()
        .map(group -> group.instances())
        .orElse(List.of(instance));
  }
}
