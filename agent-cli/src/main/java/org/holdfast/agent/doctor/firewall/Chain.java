package org.holdfast.agent.doctor.firewall;

import java.util.List;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * A chain.
 *
 * @param table with the tool's name before it: {@code nft inet filter}, {@code iptables filter}
 * @param family of the packets that it sees; null for both
 * @param way of the packets that enter by it; null for a chain that others jump to
 * @param dropsByDefault whether what no rule decides is dropped
 */
record Chain(
    String table,
    String name,
    @Nullable Family family,
    Packet.@Nullable Way way,
    boolean dropsByDefault,
    List<Rule> rules) {

  Chain {
    rules = List.copyOf(rules);
  }

  boolean sees(Packet packet) {
    return way == packet.way() && (family == null || family == packet.family());
  }
}
