package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.VirtualAddress;

/**
 * Adds, removes and lists the kernel's addresses, and finds links by the names in the
 * configuration. Refusals are logged with the kernel's own message. Owned by the kernel loop.
 */
final class KernelTables {

  private final RouteKernel kernel;
  private final KernelRefusals refusals;
  private final Map<String, Link> links = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();

  KernelTables(RouteKernel kernel, KernelRefusals refusals) {
    this.kernel = kernel;
    this.refusals = refusals;
  }

  /** Records a link that is new, or whose name or properties have changed. */
  void linkIs(Link link) {
    linkGone(link);
    var sameName = links.put(link.name(), link);
    if (sameName != null) {
      names.remove(sameName.index());
    }
    names.put(link.index(), link.name());
  }

  /** Records these links and forgets all others. */
  void linksAre(List<Link> all) {
    links.clear();
    names.clear();
    all.forEach(this::linkIs);
  }

  /**
   * Records which links exist under some names.
   *
   * @param queried the names; a name without a link in {@code there} does not exist
   */
  void linksAre(Set<String> queried, List<Link> there) {
    for (var name : queried) {
      var known = links.get(name);
      if (known != null) {
        linkGone(known);
      }
    }
    there.forEach(this::linkIs);
  }

  /** Forgets the link with this link's index. */
  void linkGone(Link link) {
    var name = names.remove(link.index());
    if (name != null) {
      links.remove(name);
    }
  }

  /** Whether a link of this host has that link-layer address. */
  boolean isOurs(MacAddress mac) {
    return links.values().stream()
        .anyMatch(link -> link.mac().isPresent() && link.mac().getAsLong() == mac.bits());
  }

  /** Whether a macvlan of this host, such as that of a virtual router, has that address. */
  boolean isOfMacvlan(MacAddress mac) {
    return macvlans()
        .anyMatch(link -> link.mac().isPresent() && link.mac().getAsLong() == mac.bits());
  }

  /** Whether a link of this host is of a kind that agents make for virtual routers. */
  boolean haveVirtualLink() {
    return links.values().stream()
        .anyMatch(link -> link.kind().filter(kind -> LinkTable.KINDS.contains(kind)).isPresent());
  }

  private Stream<Link> macvlans() {
    return links.values().stream()
        .filter(link -> link.kind().filter("macvlan"::equals).isPresent());
  }

  /** Returns the names of all links. */
  Set<String> names() {
    return Set.copyOf(links.keySet());
  }

  /** Returns the link of that name; empty when none exists. */
  Optional<Link> link(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** Lists the addresses on the links of these addresses; other links are not queried. */
  PresentAddresses present(Stream<VirtualAddress> configured) {
    var found = new ArrayList<LinkAddress>();
    boolean whole = true;
    for (var name : configured.map(VirtualAddress::interfaceName).distinct().toList()) {
      var link = links.get(name);
      if (link != null) {
        var listing = kernel.addressesOn(link.index());
        found.addAll(listing.entries());
        whole &= listing.whole();
      }
    }
    return new PresentAddresses(found, whole);
  }

  /**
   * Returns a usable link-local IPv6 address of the link that no agent has added.
   *
   * @param excluded further addresses that are not returned
   */
  Optional<IpAddress> linkLocal(String link, Predicate<IpAddress> excluded) {
    return link(link).stream()
        .flatMap(present -> kernel.addressesOn(present.index()).entries().stream())
        .filter(one -> one.protocol() != RouteKernel.PROTOCOL)
        .filter(one -> (one.flags() & (LinkAddress.TENTATIVE | LinkAddress.DAD_FAILED)) == 0)
        .map(one -> one.prefix().address())
        .filter(address -> LinkPlace.isOf(Family.IPV6, true, address))
        .filter(excluded.negate())
        .findFirst();
  }

  /** Returns the configured address as the kernel has it; empty if it is not present. */
  Optional<LinkAddress> find(VirtualAddress configured, PresentAddresses present) {
    return link(configured.interfaceName())
        .flatMap(link -> present.find(link.index(), configured.prefix()));
  }

  /** Returns the address as the kernel would show it; empty if its link does not exist. */
  Optional<LinkAddress> record(VirtualAddress configured) {
    return link(configured.interfaceName())
        .map(link -> KernelRecords.address(configured, link.index()));
  }

  /**
   * Returns the same IPv6 address on the same link with another prefix length, which prevents the
   * kernel from adding the configured one. Empty for IPv4, where both can exist.
   */
  Optional<LinkAddress> findOtherPrefix(VirtualAddress configured, PresentAddresses present) {
    if (configured.address().family() == Family.IPV4) {
      return Optional.empty();
    }
    return link(configured.interfaceName())
        .flatMap(link ->
            present.at(link.index(), configured.address()).stream()
                .filter(one -> !one.prefix().equals(configured.prefix()))
                .findFirst());
  }

  /** Returns the index of the link of that name; 0 when none exists. */
  int index(String name) {
    var link = links.get(name);
    return link == null ? 0 : link.index();
  }

  /** Returns the name of the link with that index; empty if there is none. */
  Optional<String> nameOf(int index) {
    return Optional.ofNullable(names.get(index));
  }

  /** Returns the name of the link with that index, as in {@link #textOf}. */
  String name(int index) {
    return names.getOrDefault(index, "#" + index);
  }

  /** Whether the index is that of a loopback link. */
  boolean isLoopback(int index) {
    var name = names.get(index);
    var link = name == null ? null : links.get(name);
    return link != null && link.isLoopback();
  }

  /**
   * Lists every address of this host; the listing is complete if the addresses did not change
   * meanwhile.
   */
  Listing<LinkAddress> everyAddress() {
    return kernel.addressesAsTheyCome();
  }

  /** Returns the address as written in the configuration. */
  String textOf(LinkAddress address) {
    return address.prefix() + " dev " + name(address.link());
  }

  /**
   * Adds the addresses whose links exist.
   *
   * @return the outcome for each
   */
  Map<VirtualAddress, ChangeOutcome> add(List<VirtualAddress> addresses) {
    var placed = onTheirLinks(addresses);
    var outcomes = kernel.addAddresses(List.copyOf(placed.values())).iterator();
    var all = new LinkedHashMap<VirtualAddress, ChangeOutcome>();
    for (var address : placed.keySet()) {
      all.put(address, judged("add " + address, outcomes.next()));
    }
    return all;
  }

  /**
   * Removes the addresses whose links exist, in reverse order, because the kernel may remove a
   * subnet's other addresses with the first one.
   *
   * @return the outcome for each
   */
  Map<VirtualAddress, ChangeOutcome> delete(List<VirtualAddress> addresses) {
    var placed = onTheirLinks(addresses.reversed());
    var outcomes = kernel.deleteAddresses(List.copyOf(placed.values())).iterator();
    var all = new LinkedHashMap<VirtualAddress, ChangeOutcome>();
    for (var address : placed.keySet()) {
      refusals.forget("add " + address);
      all.put(address, judged("delete " + address, outcomes.next()));
    }
    return all;
  }

  /** Removes a present address. */
  ChangeOutcome delete(LinkAddress present) {
    return judged("delete " + textOf(present), kernel.deleteAddresses(List.of(present)).getFirst());
  }

  private Map<VirtualAddress, LinkAddress> onTheirLinks(List<VirtualAddress> addresses) {
    var placed = new LinkedHashMap<VirtualAddress, LinkAddress>();
    for (var address : addresses) {
      var missing = "link " + address.interfaceName();
      record(address)
          .ifPresentOrElse(
              there -> {
                refusals.settled(missing);
                placed.put(address, there);
              },
              () -> refusals.refused(missing, address + ": the link does not exist"));
    }
    return placed;
  }

  private ChangeOutcome judged(String what, ChangeOutcome outcome) {
    if (outcome instanceof ChangeOutcome.Refused(var why)) {
      refusals.refused(what, String.valueOf(why.getMessage()));
    } else {
      refusals.settled(what);
    }
    return outcome;
  }
}
