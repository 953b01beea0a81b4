package org.holdfast.agent.doctor.firewall;

import org.holdfast.net.Family;

/**
 * The place where a packet is dropped.
 *
 * @param table the table; see {@link Chain}
 * @param rule the rule; empty for the chain's policy
 */
public record Drop(String table, String chain, String rule) {

  /** Returns a description such as {@code nft inet filter input, policy drop}. */
  public String words() {
    return table + " " + chain + (rule.isEmpty() ? ", policy drop" : ": " + rule);
  }

  /** Returns the command that accepts such packets before the rule. */
  public String mend(Packet packet) {
    boolean in = packet.way() == Packet.Way.IN;
    if (table.startsWith("nft ")) {
      return "nft insert rule %s %s %s \"%s\" meta l4proto %d accept"
          .formatted(
              table.substring(4),
              chain,
              in ? "iifname" : "oifname",
              packet.link(),
              packet.protocol());
    }
    var tool = packet.family() == Family.IPV4 ? "iptables-legacy" : "ip6tables-legacy";
    return "%s -t %s -I %s %s %s -p %d -j ACCEPT"
        .formatted(
            tool,
            table.substring(table.indexOf(' ') + 1),
            chain,
            in ? "-i" : "-o",
            packet.link(),
            packet.protocol());
  }
}
