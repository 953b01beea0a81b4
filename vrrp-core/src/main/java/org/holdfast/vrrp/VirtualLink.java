package org.holdfast.vrrp;

import org.holdfast.net.Family;
import org.holdfast.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * The link that the agent makes for the addresses of a virtual router: a macvlan, which carries its
 * virtual MAC address (RFC 9568 section 7.3), or an ipvlan, which has the MAC address of its base.
 * The agent creates the link when it starts. Only the master has it up, so that the others neither
 * accept nor forward frames for the virtual MAC address (section 6.4.2).
 *
 * @param name the link's name, such as {@code vrrp.51}
 * @param base the host's link beneath it
 * @param mac the virtual MAC address; null for an ipvlan
 * @param ipvlan how an ipvlan treats the others on its base; null for a macvlan
 * @param ipv6 whether IPv6 addresses are on it; otherwise the kernel's IPv6 is off there
 */
public record VirtualLink(
    String name, String base, @Nullable MacAddress mac, @Nullable IpvlanMode ipvlan, boolean ipv6)
    implements VirtualObject {

  /** How an ipvlan in mode L2 treats packets to the other ipvlans on its base. */
  public enum IpvlanMode {
    /** Delivers them itself. */
    BRIDGE,
    /** Drops them. */
    PRIVATE,
    /** Leaves them to the switch. */
    VEPA
  }

  public VirtualLink {
    if ((mac == null) == (ipvlan == null)) {
      throw new IllegalArgumentException(name + ": expected a MAC address or ipvlan, not both");
    }
  }

  /** A macvlan. */
  public VirtualLink(String name, String base, MacAddress mac, boolean ipv6) {
    this(name, base, mac, null, ipv6);
  }

  /** An ipvlan. */
  public VirtualLink(String name, String base, IpvlanMode mode, boolean ipv6) {
    this(name, base, null, mode, ipv6);
  }

  /** The name of this kind of object. */
  public static final String KIND = "link";

  private static final long IPV4_PREFIX = 0x00_00_5e_00_01_00L;
  private static final long IPV6_PREFIX = 0x00_00_5e_00_02_00L;

  /** Returns 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6. */
  public static MacAddress virtualMac(Family family, int vrid) {
    return new MacAddress(vrid | (family == Family.IPV4 ? IPV4_PREFIX : IPV6_PREFIX));
  }

  /** The same link, with IPv6 addresses too. */
  public VirtualLink withIpv6() {
    return new VirtualLink(name, base, mac, ipvlan, true);
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
    return name + " on " + base + (mac == null ? " as an ipvlan" : " with " + mac);
  }
}
