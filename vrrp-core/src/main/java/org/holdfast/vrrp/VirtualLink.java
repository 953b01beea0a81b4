package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.MacAddress;

/**
 * The macvlan link that carries the virtual MAC address of a virtual router (RFC 9568 section 7.3),
 * and those of its addresses that are reached by that MAC address. The agent creates the link when
 * it starts. Only the master has it up, so that the others neither accept nor forward frames for
 * the virtual MAC address (section 6.4.2).
 *
 * @param name the link's name, such as {@code vrrp.51}
 * @param base the host's link beneath it
 * @param ipv6 whether IPv6 addresses are on it; otherwise the kernel's IPv6 is off there
 */
public record VirtualLink(String name, String base, MacAddress mac, boolean ipv6)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "link";

  private static final long IPV4_PREFIX = 0x00_00_5e_00_01_00L;
  private static final long IPV6_PREFIX = 0x00_00_5e_00_02_00L;

  /** Returns 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6. */
  public static MacAddress virtualMac(Family family, int vrid) {
    return new MacAddress(vrid | (family == Family.IPV4 ? IPV4_PREFIX : IPV6_PREFIX));
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
    return name + " on " + base + " with " + mac;
  }
}
