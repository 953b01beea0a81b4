package org.holdfast.vrrp.io;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * One link and its addresses. Adding or removing an address costs the same however many addresses
 * there are. Owned by the election loop.
 */
final class LinkPlace {

  private static final int SMALLEST_MTU_V4 = 68;
  private static final int SMALLEST_MTU_V6 = 1280;

  private final Predicate<LinkAddress> isVirtual;
  private final Map<Id, LinkAddress> addresses = new LinkedHashMap<>();
  private final Map<Kind, Optional<IpAddress>> sources = new HashMap<>();
  private final Set<Family> withoutGroups = EnumSet.noneOf(Family.class);
  private @Nullable Set<IpPrefix> prefixes;
  private @Nullable Set<IpAddress> hosts;
  private Link link;

  LinkPlace(Link link, Predicate<LinkAddress> isVirtual) {
    this.link = link;
    this.isVirtual = isVirtual;
    linkIs(link);
  }

  /** Identifies an address among those of its link, as the kernel does. */
  record Id(IpPrefix prefix, Optional<IpAddress> peer) {
    static Id of(LinkAddress address) {
      return new Id(address.prefix(), address.peer());
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Id that && prefix.equals(that.prefix) && peer.equals(that.peer);
    }

    @Override
    public int hashCode() {
      return 31 * prefix.hashCode() + peer.hashCode();
    }
  }

  /** The kind of source address; all instances of a link that need the same kind share it. */
  private record Kind(Family family, boolean linkLocal) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Kind that && family == that.family && linkLocal == that.linkLocal;
    }

    @Override
    public int hashCode() {
      return 31 * family.hashCode() + Boolean.hashCode(linkLocal);
    }
  }

  Link link() {
    return link;
  }

  /** Replaces the link's properties. */
  final void linkIs(Link next) {
    for (var family : Family.values()) {
      if (!carries(next, family)) {
        withoutGroups.add(family);
      }
    }
    link = next;
  }

  /**
   * Whether the link's MTU suffices for the family. When the MTU falls below the protocol's
   * minimum, the kernel drops the protocol and every group joined on the link, and does not restore
   * the groups when the MTU rises again.
   */
  private static boolean carries(Link link, Family family) {
    return switch (family) {
      case IPV4 -> link.mtu() >= SMALLEST_MTU_V4;
      case IPV6 -> link.mtu() >= SMALLEST_MTU_V6;
    };
  }

  /** Marks all groups as possibly lost, because notifications were lost. */
  void groupsAreDoubtful() {
    withoutGroups.addAll(EnumSet.allOf(Family.class));
  }

  /** Whether sockets have to rejoin their groups, now that the link carries the family. */
  boolean needsGroups(Family family) {
    return withoutGroups.contains(family) && carries(link, family);
  }

  /** All sockets have rejoined their groups. */
  void hasGroups(Family family) {
    withoutGroups.remove(family);
  }

  Stream<LinkAddress> addresses() {
    return addresses.values().stream();
  }

  void put(LinkAddress address) {
    addresses.put(Id.of(address), address);
    forget();
  }

  void remove(Id address) {
    if (addresses.remove(address) != null) {
      forget();
    }
  }

  /** Removes the addresses that do not satisfy the predicate. */
  void keepIf(Predicate<Id> stays) {
    addresses.keySet().removeIf(stays.negate());
    forget();
  }

  /** Drops cached results, because the addresses, or which of them are virtual, have changed. */
  void forget() {
    sources.clear();
    prefixes = null;
    hosts = null;
  }

  /** Returns the first address of that kind that is not virtual. */
  Optional<IpAddress> source(Family family, boolean linkLocal) {
    return sources.computeIfAbsent(new Kind(family, linkLocal), this::firstSource);
  }

  private Optional<IpAddress> firstSource(Kind kind) {
    return addresses.values().stream()
        .filter(address -> isOf(kind.family(), kind.linkLocal(), address.prefix().address()))
        .filter(address -> (address.flags() & LinkAddress.DAD_FAILED) == 0)
        .filter(address -> !isVirtual.test(address))
        .map(address -> address.prefix().address())
        .findFirst();
  }

  /** Whether the address is of that kind. IPv4 does not distinguish link-local addresses here. */
  static boolean isOf(Family family, boolean linkLocal, IpAddress address) {
    return address.family() == family
        && (family == Family.IPV4 || address.isLinkLocal() == linkLocal);
  }

  boolean has(IpPrefix prefix) {
    var known = prefixes;
    if (known == null) {
      known = new HashSet<>();
      for (var address : addresses.values()) {
        known.add(address.prefix());
      }
      prefixes = known;
    }
    return known.contains(prefix);
  }

  boolean has(IpAddress host) {
    var known = hosts;
    if (known == null) {
      known = new HashSet<>();
      for (var address : addresses.values()) {
        known.add(address.prefix().address());
      }
      hosts = known;
    }
    return known.contains(host);
  }
}
