package org.holdfast.vrrp.packet;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;

/** What a received packet turned out to be: an advert to act on, or a {@link Defect} to count. */
public sealed interface Parsed permits Parsed.Accepted, Defect {

  /**
   * An advert that passed every check. Its addresses are the very object of {@link AdvertTerms#own}
   * when they are the same in the same order; otherwise ask {@link AddressList#sameAddresses}: a
   * difference is counted and logged, and is no defect.
   *
   * @param checksum the form that matched
   * @param source where the packet says that it comes from
   */
  record Accepted(Advertisement advertisement, ChecksumForm checksum, IpAddress source)
      implements Parsed {}
}
