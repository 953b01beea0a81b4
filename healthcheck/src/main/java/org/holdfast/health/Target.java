package org.holdfast.health;

import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Destination and source of a probe.
 *
 * @param port 1 to 65535; 0 when the probe has no ports
 * @param bindAddress the source, of {@code address}'s family; null for the kernel's choice
 * @param bindPort the source port; 0 for the kernel's choice
 * @param bindInterface the outgoing link (SO_BINDTODEVICE), and the zone of a link-local address;
 *     null for the routing table's choice
 * @param fwmark SO_MARK, for policy routing; 0 for none
 */
public record Target(
    IpAddress address,
    int port,
    @Nullable IpAddress bindAddress,
    int bindPort,
    @Nullable String bindInterface,
    int fwmark) {

  /** A target for which the kernel chooses the source. */
  public static Target of(IpAddress address, int port) {
    return new Target(address, port, null, 0, null, 0);
  }

  /**
   * Whether the address is incomplete: a link-local IPv6 address may exist on every link, and no
   * link is named.
   */
  public boolean lacksLink() {
    return bindInterface == null && address.family() == Family.IPV6 && address.isLinkLocal();
  }

  /**
   * The target for human readers: {@code 10.0.0.1:80}, {@code [2001:db8::1]:80}; without a port
   * only the address.
   */
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
