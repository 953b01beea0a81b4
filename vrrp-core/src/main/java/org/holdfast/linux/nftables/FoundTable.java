package org.holdfast.linux.nftables;

/**
 * A table of the family inet.
 *
 * @param marked whether its comment says that a Holdfast agent made it
 */
public record FoundTable(String name, boolean marked) {}
