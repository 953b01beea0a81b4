package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's addresses, routes and rules by the configuration's names of links. What the kernel
 * refuses is logged in its own words. Owned by the kernel loop.
 */
final class KernelTables {

  private static final Logger log = LoggerFactory.getLogger(KernelTables.class);

  private final RouteKernel kernel;
  private final Map<String, Link> links = new HashMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Set<String> missed = new HashSet<>();

  KernelTables(RouteKernel kernel) {
    this.kernel = kernel;
  }

  void linkIs(Link link) {
    linkGone(link);
    var sameName = links.put(link.name(), link);
    if (sameName != null) {
      names.remove(sameName.index());
    }
    names.put(link.index(), link.name());
    missed.remove(link.name());
  }

  /** These and no others. */
  void linksAre(List<Link> all) {
    links.clear();
    names.clear();
    all.forEach(this::linkIs);
  }

  /** Of those asked for, these are there and no others. */
  void linksAre(Set<String> asked, List<Link> there) {
    for (var name : asked) {
      var known = links.get(name);
      if (known != null) {
        linkGone(known);
      }
    }
    there.forEach(this::linkIs);
  }

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

  Optional<Link> link(String name) {
    return Optional.ofNullable(links.get(name));
  }

  /** What is there now on the links of these addresses; other links are not asked about. */
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

  /** The one that is meant by the configuration, if it is among those present. */
  Optional<LinkAddress> find(VirtualAddress configured, PresentAddresses present) {
    return link(configured.interfaceName())
        .flatMap(link -> present.find(link.index(), configured.prefix()));
  }

  /** As the configuration would write it. */
  private String textOf(LinkAddress address) {
    return address.prefix() + " dev " + names.getOrDefault(address.link(), "#" + address.link());
  }

  boolean matches(VirtualAddress configured, LinkAddress present) {
    var link = links.get(configured.interfaceName());
    return link != null
        && link.index() == present.link()
        && configured.prefix().equals(present.prefix());
  }

  /**
   * Adds those whose links exist.
   *
   * @return what became of each
   */
  Map<VirtualAddress, Outcome> add(List<VirtualAddress> addresses) {
    var placed = onTheirLinks(addresses);
    return byAddress(placed, kernel.addAddresses(List.copyOf(placed.values())));
  }

  /**
   * Removes those whose links exist, the last first: the first of a subnet may take the others with
   * it.
   */
  Map<VirtualAddress, Outcome> delete(List<VirtualAddress> addresses) {
    var placed = onTheirLinks(addresses.reversed());
    return byAddress(placed, kernel.deleteAddresses(List.copyOf(placed.values())));
  }

  private static Map<VirtualAddress, Outcome> byAddress(
      Map<VirtualAddress, LinkAddress> placed, List<Outcome> outcomes) {
    var all = new LinkedHashMap<VirtualAddress, Outcome>();
    var outcome = warnOfRefusals(outcomes).iterator();
    placed.keySet().forEach(address -> all.put(address, outcome.next()));
    return all;
  }

  private Map<VirtualAddress, LinkAddress> onTheirLinks(List<VirtualAddress> addresses) {
    var placed = new LinkedHashMap<VirtualAddress, LinkAddress>();
    for (var address : addresses) {
      var link = links.get(address.interfaceName());
      if (link == null) {
        if (missed.add(address.interfaceName())) {
          log.warn("{}: the link does not exist", address);
        }
      } else {
        placed.put(address, KernelRecords.address(address, link.index()));
      }
    }
    return placed;
  }

  void addRoutesAndRules(Holdings holdings) {
    var outcomes = new ArrayList<Outcome>();
    holdings
        .routes()
        .forEach(r -> outcomes.add(kernel.addRoute(KernelRecords.route(r, this::index))));
    holdings.rules().forEach(rule -> outcomes.add(kernel.addRule(KernelRecords.rule(rule))));
    warnOfRefusals(outcomes);
  }

  void deleteRoutesAndRules(Holdings holdings) {
    var outcomes = new ArrayList<Outcome>();
    holdings.rules().forEach(rule -> outcomes.add(kernel.deleteRule(KernelRecords.rule(rule))));
    holdings
        .routes()
        .forEach(r -> outcomes.add(kernel.deleteRoute(KernelRecords.route(r, this::index))));
    warnOfRefusals(outcomes);
  }

  private int index(String linkName) {
    var link = links.get(linkName);
    return link == null ? 0 : link.index();
  }

  /** Removes what the life record names so and, of routes and rules, what is marked as ours. */
  void clear(Set<String> forgotten) {
    for (var family : Family.values()) {
      forget(
          kernel.rules(family).stream().filter(rule -> rule.protocol() == RouteKernel.PROTOCOL),
          rule -> forgotten.contains(KernelRecords.text(rule)),
          kernel::deleteRule);
      forget(
          kernel.routes(family).stream().filter(route -> route.protocol() == RouteKernel.PROTOCOL),
          route -> forgotten.contains(KernelRecords.text(route)),
          kernel::deleteRoute);
    }
    forget(
        kernel.addresses().stream(),
        address -> forgotten.contains(textOf(address)),
        address -> kernel.deleteAddresses(List.of(address)).getFirst());
  }

  private static <T> void forget(
      Stream<T> found, Predicate<T> isForgotten, Function<T, Outcome> delete) {
    for (var one : found.filter(isForgotten).toList()) {
      log.info("removing {}, which an earlier life left and nobody wants", one);
      warnOfRefusals(List.of(delete.apply(one)));
    }
  }

  private static List<Outcome> warnOfRefusals(List<Outcome> outcomes) {
    for (var outcome : outcomes) {
      if (outcome instanceof Outcome.Refused(var why)) {
        log.warn("{}", why.getMessage());
      }
    }
    return outcomes;
  }

  void close() {
    kernel.close();
  }
}
