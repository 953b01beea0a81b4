package org.holdfast.linux.nftables;

import java.util.Set;

/**
 * What the kernel has of a table that sets firewall marks.
 *
 * @param isWhole whether it has its chain, with that priority, and all of its rules
 */
public record MarkTableContents(boolean isWhole, Set<MarkElement> elements) {
  /** Copies the elements. */
  public MarkTableContents {
    elements = Set.copyOf(elements);
  }
}
