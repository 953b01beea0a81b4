package org.holdfast.vrrp;

/**
 * The nftables table that drops packets to the addresses of instances that do not accept them.
 *
 * @param table its name in the family inet; the next free one of {@code name-2}, {@code name-3} and
 *     so on if another program has a table of that name
 * @param priority the priority of its chains; a lower one comes first, and 0 is that of most
 *     firewalls
 * @param counters whether its rules count what they drop
 */
public record FirewallConfig(String table, int priority, boolean counters) {

  /** keepalived's priority and an own name. */
  public static final FirewallConfig DEFAULT = new FirewallConfig("holdfast", -1, false);
}
