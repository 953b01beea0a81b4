package org.holdfast.linux.route;

import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * An address on a link.
 *
 * @param link the link's index
 * @param prefix the address with its subnet's prefix length
 * @param scope see {@link Scope}
 * @param label {@code eth0:vip}, IPv4 only; empty for the link's own name
 * @param peer the other end of a point-to-point link
 * @param flags IFA_F_*, constants below
 * @param protocol IFA_PROTO, the program that added the address (1..3 for the kernel); 0 when
 *     unmarked, and always with kernels before 5.18, which do not store the number
 * @param preferredSeconds seconds during which the address may be the source of new connections, or
 *     {@link #FOREVER}
 * @param validSeconds seconds until the address expires, or {@link #FOREVER}
 */
public record LinkAddress(
    int link,
    IpPrefix prefix,
    int scope,
    Optional<String> label,
    Optional<IpAddress> broadcast,
    Optional<IpAddress> peer,
    int flags,
    int protocol,
    long preferredSeconds,
    long validSeconds) {

  /** An unlimited lifetime. */
  public static final long FOREVER = 0xffff_ffffL;

  /** IFA_F_NODAD: usable at once, without duplicate address detection. IPv6 only. */
  public static final int NODAD = 0x02;

  /** IFA_F_DADFAILED: another host has the address. */
  public static final int DAD_FAILED = 0x08;

  /** IFA_F_HOMEADDRESS: a home address of Mobile IPv6. */
  public static final int HOME_ADDRESS = 0x10;

  /** IFA_F_DEPRECATED: no longer the source of new connections. */
  public static final int DEPRECATED = 0x20;

  /** IFA_F_TENTATIVE: not yet usable. */
  public static final int TENTATIVE = 0x40;

  /** IFA_F_MANAGETEMPADDR: the kernel derives privacy addresses from it. */
  public static final int MANAGE_TEMPORARY = 0x100;

  /** IFA_F_NOPREFIXROUTE: the kernel adds no route to the subnet. */
  public static final int NO_PREFIX_ROUTE = 0x200;

  /** IFA_F_MCAUTOJOIN: a multicast address, joined as long as it exists. */
  public static final int MULTICAST_AUTO_JOIN = 0x400;

  /** The flags that a request may set; the kernel sets the others itself. */
  static final int REQUESTED_FLAGS =
      NODAD | HOME_ADDRESS | MANAGE_TEMPORARY | NO_PREFIX_ROUTE | MULTICAST_AUTO_JOIN;

  public LinkAddress {
    if (MessageFamilies.differ(prefix.address().family(), peer, broadcast)) {
      throw new IllegalArgumentException(prefix + ": peer or broadcast of another family");
    }
  }

  /**
   * Creates a virtual address as keepalived adds it: global, with our protocol number, permanent.
   * An IPv6 address is usable at once, without duplicate address detection, because its last holder
   * may have failed or may still be removing it. An IPv6 address with /128 is never chosen as the
   * source of a connection.
   */
  public static LinkAddress virtual(int link, IpPrefix prefix) {
    boolean v6 = prefix.address().family() == Family.IPV6;
    return new LinkAddress(
        link,
        prefix,
        Scope.GLOBAL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        v6 ? NODAD : 0,
        RouteKernel.PROTOCOL,
        v6 && prefix.length() == 128 ? 0 : FOREVER,
        FOREVER);
  }

  /**
   * Whether {@code other} is the same address on the same link, regardless of its other properties.
   */
  public boolean isSameAs(LinkAddress other) {
    return link == other.link && prefix.equals(other.prefix) && peer.equals(other.peer);
  }

  public LinkAddress withScope(int newScope) {
    return new LinkAddress(
        link,
        prefix,
        newScope,
        label,
        broadcast,
        peer,
        flags,
        protocol,
        preferredSeconds,
        validSeconds);
  }

  public LinkAddress withLabel(String newLabel) {
    return new LinkAddress(
        link,
        prefix,
        scope,
        Optional.of(newLabel),
        broadcast,
        peer,
        flags,
        protocol,
        preferredSeconds,
        validSeconds);
  }

  public LinkAddress withBroadcast(IpAddress newBroadcast) {
    return new LinkAddress(
        link,
        prefix,
        scope,
        label,
        Optional.of(newBroadcast),
        peer,
        flags,
        protocol,
        preferredSeconds,
        validSeconds);
  }

  public LinkAddress withPeer(IpAddress newPeer) {
    return new LinkAddress(
        link,
        prefix,
        scope,
        label,
        broadcast,
        Optional.of(newPeer),
        flags,
        protocol,
        preferredSeconds,
        validSeconds);
  }

  public LinkAddress withFlags(int newFlags) {
    return new LinkAddress(
        link,
        prefix,
        scope,
        label,
        broadcast,
        peer,
        newFlags,
        protocol,
        preferredSeconds,
        validSeconds);
  }

  public LinkAddress withPreferredSeconds(long newPreferredSeconds) {
    return new LinkAddress(
        link,
        prefix,
        scope,
        label,
        broadcast,
        peer,
        flags,
        protocol,
        newPreferredSeconds,
        validSeconds);
  }
}
