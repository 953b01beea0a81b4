package org.holdfast.agent.config;

/**
 * One service of the kernel's table for all addresses of a virtual server: an nftables table sets a
 * firewall mark for packets to them, and the service has that mark.
 *
 * @param table the name of the table in the family inet; if it is taken, NAME-2, NAME-3 and so on
 * @param priority the priority of its chain at input; below 98, where IPVS is
 * @param firstMark the first mark to be used, as unsigned number; not 0
 */
public record MarkTableConfig(String table, int priority, int firstMark) {}
