package org.holdfast.vrrp.io;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;

/**
 * Records which addresses this agent has to remove: those added in this run, those that carry our
 * mark, and those that an earlier run recorded. An address is identified by its text, such as
 * {@code 10.0.0.9/24 dev eth0}. Owned by the kernel loop.
 */
final class Ownership {

  /** keepalived's mark: an agent that replaces keepalived removes what a killed keepalived left. */
  static final int KEEPALIVED = 0x12;

  private final Set<String> added = new HashSet<>();
  private final Set<String> foreign = new HashSet<>();
  private final Set<String> earlier = new HashSet<>();

  /**
   * @param earlier objects that earlier runs added to the kernel and that are not known to be
   *     removed
   */
  Ownership(Collection<String> earlier) {
    this.earlier.addAll(earlier);
  }

  /**
   * Records that this run holds the address: it has added the address or found it present as its
   * own.
   */
  void held(String text) {
    added.add(text);
    foreign.remove(text);
  }

  /** Records that the address was present before and that another program added it. */
  void foreign(String text) {
    foreign.add(text);
  }

  /** Forgets the address, which was removed or is no longer of interest. */
  void gone(String text) {
    added.remove(text);
    foreign.remove(text);
  }

  /** Whether this run holds the address. */
  boolean isHeld(String text) {
    return added.contains(text);
  }

  /** Whether another program has added the address. */
  boolean isForeign(String text) {
    return foreign.contains(text);
  }

  /** Whether this agent may remove the present address. */
  boolean isOurs(String text, LinkAddress present) {
    return added.contains(text)
        || present.protocol() == RouteKernel.PROTOCOL
        || present.protocol() == KEEPALIVED
        || isOfEarlierRun(text, present);
  }

  /**
   * Whether an earlier run recorded the address and the present address can be that run's. An
   * address with another program's mark, such as the kernel's own, or one that expires cannot.
   */
  boolean isOfEarlierRun(String text, LinkAddress present) {
    return earlier.contains(text)
        && present.protocol() == 0
        && present.validSeconds() == LinkAddress.FOREVER;
  }

  /** Returns the routes, rules and addresses of earlier runs that may still be in the kernel. */
  Set<String> earlier() {
    return Set.copyOf(earlier);
  }

  /** Records that these have been removed or belong to this run now. */
  void settled(Collection<String> texts) {
    texts.forEach(earlier::remove);
  }
}
