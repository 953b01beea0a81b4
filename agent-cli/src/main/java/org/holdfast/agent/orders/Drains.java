package org.holdfast.agent.orders;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.time.NanoClock;

/**
 * The servers that are being drained, and their remaining connections. Confined to the orders'
 * thread, except {@link #standing}.
 */
final class Drains {

  /** A count may be two seconds old, so only a count read after this time belongs to the drain. */
  private static final long COUNTS_NANOS = Duration.ofSeconds(3).toNanos();

  private final OrderTargets orderTargets;
  private final NanoClock clock;
  private final Map<String, Draining> draining = new HashMap<>();
  private final Map<String, String> standing = new ConcurrentHashMap<>();

  private record Draining(OrderAction.Drain action, long since) {}

  Drains(OrderTargets orderTargets, NanoClock clock) {
    this.orderTargets = orderTargets;
    this.clock = clock;
  }

  /** Watches the server of a drain; another order for the same target ends the watch. */
  void begin(Order order) {
    end(order.target());
    if (order.action() instanceof OrderAction.Drain drain) {
      draining.put(order.target(), new Draining(drain, clock.nanos()));
    }
  }

  /** Stops watching the server of a drain. */
  void end(String target) {
    draining.remove(target);
    standing.remove(target);
  }

  /** Reads the numbers of remaining connections; a server without any is drained. */
  void look() {
    for (var each : List.copyOf(draining.entrySet())) {
      look(each.getKey(), each.getValue());
    }
  }

  private void look(String target, Draining each) {
    var action = each.action();
    OptionalLong left = orderTargets.connections(action.service(), action.server()).join();
    if (left.isEmpty()) {
      standing.remove(target); // not in the table: removed already, or never added
      return;
    }
    long connections = left.getAsLong();
    standing.put(
        target, connections == 1 ? "1 connection left" : connections + " connections left");
    if (connections == 0 && clock.nanos() - each.since() >= COUNTS_NANOS) {
      orderTargets.drained(action.service(), action.server()).join();
      draining.remove(target);
      standing.put(target, "no connections left, removed");
    }
  }

  /**
   * Returns the progress of a drain in words; empty if it is not known. May be called from any
   * thread.
   */
  String standing(String target) {
    return standing.getOrDefault(target, "");
  }
}
