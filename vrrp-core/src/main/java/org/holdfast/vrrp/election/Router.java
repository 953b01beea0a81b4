package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;

/**
 * This router as it currently stands in the election. The terms are configured; the rest changes
 * while the agent runs.
 *
 * @param priority the effective priority: 255 for the owner, otherwise the base priority changed by
 *     weighted tracks, 1 to 254; 1 while an operator's step-down order is in force
 * @param source the source address of our adverts, which decides between equal priorities
 * @param grouped whether a sync group decides when this router may become master
 */
public record Router(ElectionTerms terms, int priority, IpAddress source, boolean grouped) {

  long intervalNanos() {
    return terms.advertisementInterval().toNanos();
  }

  /**
   * RFC 9568 section 6.1, Skew_Time; version 2 computes it in whole seconds regardless of the
   * interval.
   */
  long skewNanos(long masterIntervalNanos) {
    return skewNanos(masterIntervalNanos, priority);
  }

  /** The skew time of a router with another priority under the same terms. */
  long skewNanos(long masterIntervalNanos, int ofPriority) {
    long unit = terms.version() == VrrpVersion.V2 ? 1_000_000_000L : masterIntervalNanos;
    return (256 - ofPriority) * unit / 256;
  }

  /**
   * RFC 9568 section 6.1, Active_Down_Interval, with keepalived's choice of how many adverts may be
   * missed.
   */
  long masterDownNanos(long masterIntervalNanos) {
    return toleratedSilenceNanos(masterIntervalNanos) + skewNanos(masterIntervalNanos);
  }

  /**
   * Whether another router may have become master after this one has been silent for that long; by
   * the configured priority of the other routers, and false without one.
   */
  boolean mayBeReplacedAfter(long silentNanos) {
    int rival = terms.rivalPriority();
    return rival > 0
        && silentNanos
            >= toleratedSilenceNanos(intervalNanos()) + skewNanos(intervalNanos(), rival);
  }

  /** How long a master may be silent before the first of its backups takes over. */
  public long toleratedSilenceNanos(long masterIntervalNanos) {
    return terms.downTimerAdverts() * masterIntervalNanos;
  }

  /**
   * The time within which any router that hears us resign takes over, even one of priority 1, with
   * a margin for the transmission of its advert.
   */
  long successionNanos() {
    return skewNanos(intervalNanos(), 1) + terms.handover().margin().toNanos();
  }

  /**
   * The time within which any router that no longer tolerates our silence serves in our place, even
   * one of priority 1: it takes over, and announces the addresses.
   */
  public long replacementNanos() {
    return skewNanos(intervalNanos(), 1) + longestLingerNanos();
  }

  /**
   * The interval to use after an advert that names {@code heardNanos}: version 3 adopts the
   * master's (RFC 9568 section 6.4.2), version 2 requires the same one. No RFC allows 0, which
   * would make us master at once; our own interval is used instead.
   */
  long learnt(long heardNanos) {
    return terms.version() == VrrpVersion.V3 && heardNanos > 0 ? heardNanos : intervalNanos();
  }

  /**
   * Whether this router claims to own the addresses; false while an order has lowered its priority.
   */
  boolean claimsToOwn() {
    return priority == ElectionTerms.OWNER;
  }

  boolean ignoresAdverts() {
    return claimsToOwn() && terms.adverts().ownerIgnoresAdverts();
  }

  boolean handsOver() {
    return terms.handover().enabled();
  }

  long lingerNanos() {
    return terms.handover().linger().toNanos();
  }

  long longestLingerNanos() {
    return terms.handover().longestLinger().toNanos();
  }

  /** RFC 9568 section 6.4.3: the greater priority wins, then the greater address. */
  boolean yieldsTo(int theirPriority, IpAddress theirSource) {
    return theirPriority > priority
        || (theirPriority == priority && theirSource.compareTo(source) > 0);
  }
}
