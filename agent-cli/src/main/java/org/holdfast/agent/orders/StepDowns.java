package org.holdfast.agent.orders;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;

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

  /** Returns the instance and the other members of its sync group. */
  static List<String> together(AgentConfig config, String instance) {
    return config.vrrp().syncGroups().stream()
        .filter(group -> group.instances().contains(instance))
        .findFirst()
        .map(group -> group.instances())
        .orElse(List.of(instance));
  }
}
