package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.linux.Device;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;

/**
 * The links and their addresses as the election needs them: which are up, and where adverts come
 * from. Owned by the election loop.
 */
final class LinkBook {

  private final Map<String, Link> links = new HashMap<>();
  private final List<LinkAddress> addresses = new ArrayList<>();
  private final Set<IpAddress> virtual = new HashSet<>();

  LinkBook(Collection<InstanceConfig> instances) {
    instancesAre(instances);
  }

  /** These from now on: their addresses are nobody's source. */
  void instancesAre(Collection<InstanceConfig> instances) {
    virtual.clear();
    for (var instance : instances) {
      instance.holdings().all().map(VirtualAddress::address).forEach(virtual::add);
    }
  }

  /** A link of the same index under another name has been renamed. */
  void linkIs(Link link) {
    links.values().removeIf(known -> known.index() == link.index());
    links.put(link.name(), link);
  }

  Optional<String> nameOf(int index) {
    return links.values().stream()
        .filter(link -> link.index() == index)
        .map(Link::name)
        .findFirst();
  }

  void linkGone(Link link) {
    links.values().removeIf(other -> other.index() == link.index());
    addresses.removeIf(address -> address.link() == link.index());
  }

  void addressIs(LinkAddress address) {
    addressGone(address);
    addresses.add(address);
  }

  void addressGone(LinkAddress address) {
    addresses.removeIf(address::isSameAs);
  }

  void replaceAll(Collection<Link> newLinks, Collection<LinkAddress> newAddresses) {
    links.clear();
    newLinks.forEach(this::linkIs);
    addresses.clear();
    addresses.addAll(newAddresses);
  }

  boolean exists(String name) {
    return links.containsKey(name);
  }

  /** The names of all links, in order. */
  Set<String> names() {
    return new TreeSet<>(links.keySet());
  }

  /** Up and running, as keepalived asks for. */
  boolean isUp(String name) {
    var link = links.get(name);
    return link != null && link.isUp() && link.isRunning();
  }

  Optional<Device> device(String name) {
    return Optional.ofNullable(links.get(name)).map(link -> new Device(link.index(), name));
  }

  /** Whether one of the instance's addresses is on its link, whoever put it there. */
  boolean holdsAny(InstanceConfig instance) {
    return instance
        .holdings()
        .all()
        .anyMatch(wanted -> addresses.stream().anyMatch(found -> isThere(wanted, found)));
  }

  private boolean isThere(VirtualAddress wanted, LinkAddress found) {
    var link = links.get(wanted.interfaceName());
    return link != null && link.index() == found.link() && wanted.prefix().equals(found.prefix());
  }

  /**
   * The address that an instance's adverts come from: the configured one, else the first of its
   * link that is no virtual one. In IPv6 a link-local one (RFC 9568 section 5.1.2.1), unless peers
   * are to be reached beyond the link.
   */
  Optional<IpAddress> source(InstanceConfig instance) {
    var configured = instance.transport().source();
    if (configured != null) {
      boolean there = !instance.tracks().sourceAddress() || isPresent(configured);
      return there ? Optional.of(configured) : Optional.empty();
    }
    var link = links.get(instance.interfaceName());
    if (link == null) {
      return Optional.empty();
    }
    boolean linkLocal = instance.family() == Family.IPV6 && !peersBeyondLink(instance);
    return addresses.stream()
        .filter(address -> address.link() == link.index())
        .filter(address -> (address.flags() & LinkAddress.DAD_FAILED) == 0)
        .filter(address -> !isVirtual(address))
        .map(LinkAddress::prefix)
        .map(IpPrefix::address)
        .filter(address -> address.family() == instance.family())
        .filter(address -> instance.family() == Family.IPV4 || address.isLinkLocal() == linkLocal)
        .findFirst();
  }

  /** Whether it is an instance's to hold, or was put there by one. */
  boolean isVirtual(LinkAddress address) {
    return address.protocol() == RouteKernel.PROTOCOL
        || virtual.contains(address.prefix().address());
  }

  private boolean isPresent(IpAddress address) {
    return addresses.stream().anyMatch(found -> found.prefix().address().equals(address));
  }

  private static boolean peersBeyondLink(InstanceConfig instance) {
    return instance.transport() instanceof Transport.Unicast unicast
        && unicast.peers().stream().noneMatch(peer -> peer.address().isLinkLocal());
  }
}
