package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.linux.Device;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;

/**
 * Records the links and addresses that the election needs: which links are up, and which source
 * addresses adverts have. Keeps only those of its {@link Interest}, so that changes on other links
 * cost nothing. Owned by the election loop.
 */
final class LinkBook {

  private static final int OWNER = 255;

  private final Map<String, LinkPlace> byName = new HashMap<>();
  private final Map<Integer, LinkPlace> byIndex = new HashMap<>();
  private final Set<LinkAddress> elsewhere = new HashSet<>();
  private final Set<IpAddress> virtual = new HashSet<>();
  private Set<IpAddress> statics = Set.of();
  private final Changes changes = new Changes();
  private Interest interest = new Interest(Set.of(), Set.of());

  LinkBook(Collection<InstanceConfig> instances) {
    instancesAre(instances);
    watch(Interest.of(instances));
  }

  /** Replaces the instances whose virtual addresses must never be used as a source. */
  void instancesAre(Collection<InstanceConfig> instances) {
    virtual.clear();
    for (var instance : instances) {
      instance.holdings().all().map(VirtualAddress::address).forEach(virtual::add);
    }
    byName.values().forEach(LinkPlace::forget);
  }

  Interest interest() {
    return interest;
  }

  /** Changes the interest. A {@link LinkSnapshot} has to supply what was not kept before. */
  void watch(Interest next) {
    interest = next;
    for (var place : List.copyOf(byName.values())) {
      if (!watches(place.link())) {
        place.addresses().filter(this::isTrackedSource).forEach(elsewhere::add);
        drop(place);
      }
    }
    elsewhere.removeIf(address -> !next.sources().contains(address.prefix().address()));
  }

  boolean watches(Link link) {
    return interest.links().contains(link.name());
  }

  // ---- Notifications ----

  /**
   * Records a new or changed link. A link of a known index under another name has been renamed.
   *
   * @return whether the link may have addresses that were not reported here, because it has just
   *     received a name of interest or was created with it
   */
  boolean linkIs(Link link) {
    changes.ofLink(link);
    var known = byIndex.get(link.index());
    if (known != null && !known.link().name().equals(link.name())) {
      changes.ofLink(known.link());
      byName.remove(known.link().name(), known);
    }
    if (!watches(link)) {
      if (known != null) {
        drop(known);
      }
      return false;
    }
    var sameName = byName.get(link.name());
    if (sameName != null && sameName != known) {
      drop(sameName);
    }
    if (known != null) {
      known.linkIs(link);
      byName.put(link.name(), known);
      return false;
    }
    var place = new LinkPlace(link, this::isVirtual);
    byIndex.put(link.index(), place);
    byName.put(link.name(), place);
    return true;
  }

  void linkGone(Link link) {
    changes.ofLink(link);
    var known = byIndex.get(link.index());
    if (known != null) {
      changes.ofLink(known.link());
      drop(known);
    }
    elsewhere.removeIf(address -> address.link() == link.index());
  }

  private void drop(LinkPlace place) {
    byIndex.remove(place.link().index(), place);
    byName.remove(place.link().name(), place);
  }

  /**
   * Records a new or changed address.
   *
   * @return whether the address is of interest
   */
  boolean addressIs(LinkAddress address) {
    var place = byIndex.get(address.link());
    if (place != null) {
      changes.ofAddress(address);
      place.put(address);
      return true;
    }
    if (isTrackedSource(address)) {
      changes.ofAddress(address);
      elsewhere.removeIf(address::isSameAs);
      elsewhere.add(address);
      return true;
    }
    return false;
  }

  /**
   * Removes an address.
   *
   * @return whether the address is of interest
   */
  boolean addressGone(LinkAddress address) {
    var place = byIndex.get(address.link());
    if (place != null) {
      changes.ofAddress(address);
      place.remove(LinkPlace.Id.of(address));
      return true;
    }
    if (isTrackedSource(address)) {
      changes.ofAddress(address);
      elsewhere.removeIf(address::isSameAs);
      return true;
    }
    return false;
  }

  private boolean isTrackedSource(LinkAddress address) {
    return interest.sources().contains(address.prefix().address());
  }

  // ---- Listing ----

  /** Called before the kernel is queried: notifications from now on are newer than its answer. */
  Changes.Mark snapshotBegins() {
    return changes.begin();
  }

  /**
   * Applies the kernel's answer to everything that has not changed since the query.
   *
   * @param begun the result of {@link #snapshotBegins}
   */
  void take(LinkSnapshot snapshot, Changes.Mark begun) {
    var before = changes.end(begun);
    var there = new HashMap<String, Link>();
    snapshot.links().forEach(link -> there.put(link.name(), link));
    for (var name : snapshot.interest().links()) {
      if (before.hasChanged(name)) {
        continue;
      }
      var link = there.get(name);
      var known = byName.get(name);
      if (link != null) {
        linkIs(link);
      } else if (known != null) {
        drop(known);
      }
    }
    if (snapshot.whole()) {
      forgetWhatIsNotIn(snapshot, before);
    }
    snapshot.addresses().stream()
        .filter(address -> !before.hasChanged(address))
        .forEach(this::addressIs);
  }

  /** Ends a query, announced by {@link #snapshotBegins}, that will not be answered. */
  void forgo(Changes.Mark begun) {
    changes.end(begun);
  }

  private void forgetWhatIsNotIn(LinkSnapshot snapshot, Changes.Since since) {
    var found = new HashMap<Integer, Set<LinkPlace.Id>>();
    for (var address : snapshot.addresses()) {
      found.computeIfAbsent(address.link(), _ -> new HashSet<>()).add(LinkPlace.Id.of(address));
    }
    for (var link : snapshot.links()) {
      var place = byIndex.get(link.index());
      if (place != null) {
        var ids = found.getOrDefault(link.index(), Set.of());
        place.keepIf(id -> ids.contains(id) || since.hasChanged(link.index(), id));
      }
    }
    elsewhere.removeIf(address ->
        !since.hasChanged(address)
            && !found.getOrDefault(address.link(), Set.of()).contains(LinkPlace.Id.of(address)));
  }

  // ---- Queries ----

  boolean exists(String name) {
    return byName.containsKey(name);
  }

  Optional<String> nameOf(int index) {
    return Optional.ofNullable(byIndex.get(index)).map(place -> place.link().name());
  }

  /** Returns the link of that index, if it is of interest. */
  Optional<Link> link(int index) {
    return Optional.ofNullable(byIndex.get(index)).map(LinkPlace::link);
  }

  Optional<LinkPlace> place(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  List<LinkPlace> places() {
    return new ArrayList<>(byName.values());
  }

  /** Whether the link is up and running, which keepalived requires too. */
  boolean isUp(String name) {
    var place = byName.get(name);
    return place != null && place.link().isUp() && place.link().isRunning();
  }

  Optional<Device> device(String name) {
    return place(name).map(place -> new Device(place.link().index(), name));
  }

  /**
   * Whether one of the instance's addresses is on its link, regardless of which program added it.
   */
  boolean holdsAny(InstanceConfig instance) {
    return instance.holdings().all().anyMatch(this::isThere);
  }

  private boolean isThere(VirtualAddress wanted) {
    return place(wanted.interfaceName()).filter(place -> place.has(wanted.prefix())).isPresent();
  }

  /**
   * Returns the source address of an instance's adverts: the configured one, else the first address
   * of its link that is not virtual, else, for an owner (priority 255), the address that it owns.
   * In IPv6 the source is link-local (RFC 9568 section 5.1.2.1), unless peers are beyond the link.
   */
  Optional<IpAddress> source(InstanceConfig instance) {
    var configured = instance.transport().source();
    if (configured != null) {
      boolean there = !instance.tracks().sourceAddress() || isPresent(configured);
      return there ? Optional.of(configured) : Optional.empty();
    }
    var place = byName.get(instance.interfaceName());
    if (place == null) {
      return Optional.empty();
    }
    boolean linkLocal = instance.family() == Family.IPV6 && !peersBeyondLink(instance);
    var source = place.source(instance.family(), linkLocal);
    return source.isPresent() || instance.election().priority() != OWNER
        ? source
        : owned(instance, place, linkLocal);
  }

  private static Optional<IpAddress> owned(
      InstanceConfig instance, LinkPlace place, boolean linkLocal) {
    return instance
        .holdings()
        .all()
        .filter(address -> address.interfaceName().equals(instance.interfaceName()))
        .map(VirtualAddress::address)
        .filter(address -> LinkPlace.isOf(instance.family(), linkLocal, address))
        .filter(place::has)
        .findFirst();
  }

  /**
   * Whether the address is a virtual address of an instance or was added by an agent, but not as a
   * static one.
   */
  boolean isVirtual(LinkAddress address) {
    var ip = address.prefix().address();
    return (address.protocol() == RouteKernel.PROTOCOL && !statics.contains(ip))
        || virtual.contains(ip);
  }

  /** Whether the agent keeps the address, as a virtual or a static one. */
  boolean isKept(LinkAddress address) {
    return isVirtual(address) || statics.contains(address.prefix().address());
  }

  /** Replaces the static addresses, which instances may use as their source. */
  void staticsAre(Set<IpAddress> addresses) {
    statics = Set.copyOf(addresses);
    byName.values().forEach(LinkPlace::forget);
  }

  private boolean isPresent(IpAddress address) {
    return elsewhere.stream().anyMatch(found -> found.prefix().address().equals(address))
        || byName.values().stream().anyMatch(place -> place.has(address));
  }

  private static boolean peersBeyondLink(InstanceConfig instance) {
    return instance.transport() instanceof Transport.Unicast unicast
        && unicast.peers().stream().noneMatch(peer -> peer.address().isLinkLocal());
  }
}
