package org.holdfast.vrrp;

import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * An address that moves with the mastership.
 *
 * @param interfaceName the link that carries it
 * @param scope Linux's number of the scope: 0 global, 200 site, 253 link, 254 host
 * @param label of an IPv4 address, such as {@code eth0:1}
 * @param broadcast of an IPv4 address
 * @param peer the other end, on a point-to-point link
 * @param duplicateAddressDetection whether IPv6 probes for another owner first; off, as it would
 *     delay a takeover
 * @param tracked whether its removal by somebody else counts as a loss
 */
public record VirtualAddress(
    IpPrefix prefix,
    String interfaceName,
    int scope,
    @Nullable String label,
    @Nullable IpAddress broadcast,
    @Nullable IpAddress peer,
    boolean prefixRoute,
    boolean duplicateAddressDetection,
    boolean tracked) {

  /** The address without its prefix length. */
  public IpAddress address() {
    return prefix.address();
  }

  @Override
  public String toString() {
    return prefix + " dev " + interfaceName;
  }
}
