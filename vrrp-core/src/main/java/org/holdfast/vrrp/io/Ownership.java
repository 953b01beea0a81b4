package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;

/**
 * Knows which addresses are this agent's to remove: those that this life has added, those that
 * carry our mark, and those that an earlier life wrote down. An address is identified by its text,
 * such as {@code 10.0.0.9/24 dev eth0}. Owned by the kernel loop.
 */
final class Ownership {

  /** keepalived's mark: an agent in keepalived's place removes what a killed keepalived left. */
  static final int KEEPALIVED = 0x12;

  private final Set<String> added = new HashSet<>();
  private final Set<String> foreign = new HashSet<>();
  private final Set<String> earlier = new HashSet<>();

  /**
   * @param earlier what earlier lives have added to the kernel and is not known to be gone
   */
  Ownership(Collection<String> earlier) {
    this.earlier.addAll(earlier);
  }

  /** Notes that this life holds the address: it has added it, or has found it as its own. */
  void held(String text) {
    added.add(text);
    foreign.remove(text);
  }

  /** Notes that the address was there before, and that another program has added it. */
  void foreign(String text) {
    foreign.add(text);
  }

  /** Forgets the address: it is not there, or is no longer of interest. */
  void gone(String text) {
    added.remove(text);
    foreign.remove(text);
  }

  /** Whether this life holds the address. */
  boolean isHeld(String text) {
    return added.contains(text);
  }

  /** Whether another program has added the address. */
  boolean isForeign(String text) {
    return foreign.contains(text);
  }

  /** Whether an address that is present is ours to remove. */
  boolean isOurs(String text, LinkAddress present) {
    return added.contains(text)
        || present.protocol() == RouteKernel.PROTOCOL
        || present.protocol() == KEEPALIVED
        || isOfEarlierLife(text, present);
  }

  /**
   * Whether an earlier life wrote the address down, and the one that is present can be that life's:
   * one with a mark, such as the kernel's own, or one that expires cannot.
   */
  boolean isOfEarlierLife(String text, LinkAddress present) {
    return earlier.contains(text)
        && present.protocol() == 0
        && present.validSeconds() == LinkAddress.FOREVER;
  }

  /** Returns routes, rules and addresses of earlier lives that may still be in the kernel. */
  Set<String> earlier() {
    return Set.copyOf(earlier);
  }

  /** Notes that these have been removed, or are this life's now. */
  void settled(Collection<String> texts) {
    texts.forEach(earlier::remove);
  }
}
