package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ElectionTerms;
import org.holdfast.vrrp.VrrpVersion;

/**
 * This router as it stands in the election now. The terms are configured; the rest moves while the
 * agent runs.
 *
 * @param priority the effective one: the base, moved by weighted tracks, 1 to 254, or 255 for the
 *     owner; 1 for whoever is ordered to let others be master
 * @param source the address that our adverts come from, which decides between equal priorities
 * @param grouped whether a sync group has a say in becoming master
 */
public record Router(ElectionTerms terms, int priority, IpAddress source, boolean grouped) {

  long intervalNanos() {
    return terms.advertisementInterval().toNanos();
  }

  /**
   * RFC 9568 section 6.1, Skew_Time; version 2 counts it in whole seconds whatever the interval is.
   */
  long skewNanos(long masterIntervalNanos) {
    return skewNanos(masterIntervalNanos, priority);
  }

  /** The skew time of a router of another priority than ours, under the same terms. */
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

  /** How long a master may be silent before the first of its backups takes over. */
  public long toleratedSilenceNanos(long masterIntervalNanos) {
    return terms.downTimerAdverts() * masterIntervalNanos;
  }

  /**
   * The time in which whoever hears us resign takes over, be its priority as low as 1, with a
   * margin for the way of its advert.
   */
  long successionNanos() {
    return skewNanos(intervalNanos(), 1) + terms.handover().margin().toNanos();
  }

  /**
   * The interval to reckon with after an advert that names {@code heardNanos}: version 3 takes the
   * master's for its own (RFC 9568 section 6.4.2), version 2 demands the same one. No RFC allows 0,
   * which would make us master at once; it is taken for ours.
   */
  long learnt(long heardNanos) {
    return terms.version() == VrrpVersion.V3 && heardNanos > 0 ? heardNanos : intervalNanos();
  }

  /** Whether it claims to own the addresses: not while an order has lowered even that priority. */
  boolean claimsToOwn() {
    return priority == ElectionTerms.OWNER;
  }

  boolean ignoresAdverts() {
    return claimsToOwn() && terms.ownerIgnoresAdverts();
  }

  boolean handsOver() {
    return terms.handover().enabled();
  }

  long lingerNanos() {
    return terms.handover().linger().toNanos();
  }

  /** RFC 9568 section 6.4.3: the greater priority, then the greater address. */
  boolean yieldsTo(int theirPriority, IpAddress theirSource) {
    return theirPriority > priority
        || (theirPriority == priority && theirSource.compareTo(source) > 0);
  }
}
