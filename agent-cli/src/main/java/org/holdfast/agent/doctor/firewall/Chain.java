package org.holdfast.agent.doctor.firewall;

import java.util.List;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/**
 * A chain.
 *
 * @param table the tool's name and the table: {@code nft inet filter}, {@code iptables filter}
 * @param family the family of its packets; null for both
 * @param way the direction of the packets of a base chain; null for a chain that others jump to
 * @param dropsByDefault whether packets without a verdict from any rule are dropped
 */
record Chain(
    String table,
    String name,
    @Nullable Family family,
    Packet.@Nullable Way way,
    boolean dropsByDefault,
    List<FirewallRule> rules) {

  Chain {
    rules = List.copyOf(rules);
  }

  boolean sees(Packet packet) {
    return way == packet.way() && (family == null || family == packet.family());
  }
}
