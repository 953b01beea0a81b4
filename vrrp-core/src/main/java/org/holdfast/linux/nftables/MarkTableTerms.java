package org.holdfast.linux.nftables;

/**
 * The properties of a table that sets firewall marks.
 *
 * @param name its name in the family inet
 * @param priority the priority of its chain; a lower one comes first
 */
public record MarkTableTerms(String name, int priority) {}
