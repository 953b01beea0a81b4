package org.holdfast.vrrp.packet;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;

/** The result of parsing a packet: an advert to act on, or a {@link Defect} to count. */
public sealed interface Parsed permits Parsed.Accepted, Defect {

  /**
   * An advert that passed every check. When its addresses are the same as ours in the same order,
   * they are the very object of {@link AdvertTerms#own}; otherwise use {@link
   * AddressList#sameAddresses}. A difference is counted and logged, and is not a defect.
   *
   * @param checksum the form that matched
   * @param source the packet's source address
   */
  record Accepted(Advertisement advertisement, ChecksumForm checksum, IpAddress source)
      implements Parsed {}
}
