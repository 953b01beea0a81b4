package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;

/**
 * Which addresses are this agent's to remove: what this life has put there, what carries our mark,
 * and what an earlier life wrote down. Addresses go by their texts, such as {@code 10.0.0.9/24 dev
 * eth0}. Owned by the kernel loop.
 */
final class Ownership {

  /** keepalived's mark: a director that is swapped finds what a killed keepalived left. */
  static final int KEEPALIVED = 0x12;

  private final Set<String> added = new HashSet<>();
  private final Set<String> foreign = new HashSet<>();
  private final Set<String> earlier = new HashSet<>();

  /**
   * @param earlier what earlier lives have put into the kernel and is not known to be gone
   */
  Ownership(Collection<String> earlier) {
    this.earlier.addAll(earlier);
  }

  /** This life holds it: it has put it there, or has found it there as its own. */
  void held(String text) {
    added.add(text);
    foreign.remove(text);
  }

  /** It was there before us, and somebody else put it there. */
  void foreign(String text) {
    foreign.add(text);
  }

  /** It is not there, or no longer of interest. */
  void gone(String text) {
    added.remove(text);
    foreign.remove(text);
  }

  boolean isHeld(String text) {
    return added.contains(text);
  }

  boolean isForeign(String text) {
    return foreign.contains(text);
  }

  /** Whether an address that is there is ours to remove. */
  boolean isOurs(String text, LinkAddress present) {
    return added.contains(text)
        || present.protocol() == RouteKernel.PROTOCOL
        || present.protocol() == KEEPALIVED
        || isOfEarlierLife(text, present);
  }

  /**
   * Whether an earlier life wrote it down, and it can be that life's: the kernel's own addresses
   * and those that expire are none.
   */
  boolean isOfEarlierLife(String text, LinkAddress present) {
    return earlier.contains(text)
        && present.protocol() == 0
        && present.validSeconds() == LinkAddress.FOREVER;
  }

  /** Routes, rules and addresses of earlier lives that may still be in the kernel. */
  Set<String> earlier() {
    return Set.copyOf(earlier);
  }

  /** These have been removed, or are this life's now. */
  void settled(Collection<String> texts) {
    texts.forEach(earlier::remove);
  }
}
