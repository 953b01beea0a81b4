package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Packets to and from a virtual address are dropped, because its instance does not accept them
 * (Accept_Mode of RFC 9568 section 6.1). Moves with the address: it comes before the address and
 * goes after it.
 *
 * @param interfaceName the link of a link-local address; null for an address of wider scope, to
 *     which no packet is accepted on any link
 */
public record VirtualDrop(IpAddress address, @Nullable String interfaceName)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "drop";

  /** Returns the drop of packets to and from that address. */
  public static VirtualDrop of(VirtualAddress address) {
    var ip = address.address();
    boolean onOneLink = ip.family() == Family.IPV6 && ip.isLinkLocal();
    return new VirtualDrop(ip, onOneLink ? address.interfaceName() : null);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    return "packets to " + address + (interfaceName == null ? "" : " dev " + interfaceName);
  }
}
