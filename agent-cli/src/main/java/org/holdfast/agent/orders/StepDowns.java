package org.holdfast.agent.orders;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.AgentConfig;

/** Derives from the orders which instances are to let others be master. */
final class StepDowns {

  private StepDowns() {}

  /**
   * Returns the instances that are to let others be master, with the order in words. Such an order
   * for one instance holds for its whole sync group, which moves as one.
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
