package org.holdfast.linux.nftables;

/**
 * The properties of the table.
 *
 * @param name its name in the family inet
 * @param priority the priority of its chains; a lower one comes first, and 0 is that of most
 *     firewalls
 * @param counters whether its rules count what they drop
 */
public record DropTableTerms(String name, int priority, boolean counters) {}
