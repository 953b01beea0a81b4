package org.holdfast.vrrp;

import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * An address that moves with mastership.
 *
 * @param interfaceName the link that carries the address
 * @param scope Linux's number of the scope: 0 global, 200 site, 253 link, 254 host
 * @param label label of an IPv4 address, such as {@code eth0:1}
 * @param broadcast broadcast address of an IPv4 address
 * @param peer the other end of a point-to-point link
 * @param duplicateAddressDetection whether the kernel probes for another owner of an IPv6 address
 *     first; off by default, because probing delays a takeover
 * @param tracked whether the removal of the address by another program counts as a loss
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
    boolean tracked)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "address";

  /** The address without its prefix length. */
  public IpAddress address() {
    return prefix.address();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    return toString();
  }

  @Override
  public String toString() {
    return prefix + " dev " + interfaceName;
  }
}
