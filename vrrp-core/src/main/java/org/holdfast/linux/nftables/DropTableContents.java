package org.holdfast.linux.nftables;

import java.util.Set;

/**
 * What the kernel has of a table.
 *
 * @param hasRules whether every chain has all of its rules
 */
public record DropTableContents(boolean hasRules, Set<DroppedAddress> addresses) {
  /** Copies the addresses. */
  public DropTableContents {
    addresses = Set.copyOf(addresses);
  }
}
