package org.holdfast.health;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a probe goes, and where it comes from.
 *
 * @param port 1 to 65535; 0 where the probe has no ports
 * @param bindAddress the source; null for the kernel's choice. Of {@code address}'s family
 * @param bindPort the source port; 0 for the kernel's choice
 * @param bindInterface the link to go out by (SO_BINDTODEVICE), and the zone of a link-local
 *     address; null for the routing table's choice
 * @param fwmark SO_MARK, for policy routing; 0 for none
 */
public record Target(
    IpAddress address,
    int port,
    @Nullable IpAddress bindAddress,
    int bindPort,
    @Nullable String bindInterface,
    int fwmark) {

  /** The kernel chooses the source. */
  public static Target of(IpAddress address, int port) {
    return new Target(address, port, null, 0, null, 0);
  }

  /**
   * Whether the address means nothing as it stands: a link-local address of IPv6 is one on each
   * link, and no link is named.
   */
  public boolean lacksLink() {
    return bindInterface == null && address.family() == Family.IPV6 && address.isLinkLocal();
  }

  /** {@code 10.0.0.1:80}, {@code [2001:db8::1]:80}; without a port the address alone. */
  public String words() {
    if (port == 0) {
      return address.toString();
    }
    return switch (address.family()) {
      case IPV4 -> address + ":" + port;
      case IPV6 -> "[" + address + "]:" + port;
    };
  }
}
