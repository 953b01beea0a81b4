package org.holdfast.agent.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.linux.route.Link;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Route;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * The host's links, addresses and routes.
 *
 * @param bridges the links that are bridges
 */
public record Network(
    List<Link> links, List<LinkAddress> addresses, List<Route> routes, List<Bridge> bridges) {

  public Network {
    links = List.copyOf(links);
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    bridges = List.copyOf(bridges);
  }

  /**
   * A bridge: whether it forwards multicast only to known members, and whether it queries for
   * members.
   */
  public record Bridge(int link, boolean snooping, boolean querier) {}

  Optional<Link> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  Optional<Link> link(int index) {
    return links.stream().filter(link -> link.index() == index).findFirst();
  }

  Stream<LinkAddress> on(Link link, Family family) {
    return addresses.stream()
        .filter(address ->
            address.link() == link.index() && address.prefix().address().family() == family);
  }

  /** Returns the occurrences of the address on the host's links. */
  Stream<LinkAddress> holding(IpAddress address) {
    return addresses.stream().filter(held -> held.prefix().address().equals(address));
  }

  /** Whether the host has the address. */
  public boolean holds(IpAddress address) {
    return holding(address).findAny().isPresent();
  }

  /** Returns the bridge that the link is or belongs to; empty if there is none. */
  Optional<Bridge> bridgeOf(Link link) {
    return bridges.stream()
        .filter(bridge -> bridge.link() == link.index() || bridge.link() == link.master().orElse(0))
        .findFirst();
  }

  /**
   * Returns the route for packets to {@code address}: the longest prefix, then the smallest metric,
   * in all tables except the local one. Policy routing rules are ignored.
   */
  Optional<Route> routeTo(IpAddress address) {
    return routes.stream()
        .filter(route -> route.table() != Route.LOCAL && route.destination().contains(address))
        .min((a, b) -> {
          int longer = b.destination().length() - a.destination().length();
          return longer != 0 ? longer : Integer.compareUnsigned(a.metric(), b.metric());
        });
  }
}
