package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteProperties;
import org.holdfast.vrrp.VirtualRoute;
import org.jspecify.annotations.Nullable;

/**
 * The routes that instances hold. Routes of other programs are not listed, because a host may have
 * a million, unless a route is configured with their protocol number. Owned by the kernel loop.
 */
final class RouteTable extends MarkedTable<VirtualRoute, Route> {

  private final RouteKernel kernel;
  private final KernelTables links;

  /** Our own number, and those that configured or recorded routes carry instead. */
  private final Set<Integer> protocols = new TreeSet<>(Set.of(RouteKernel.PROTOCOL));

  private record Target(IpPrefix destination, int table) {}

  /**
   * @param earlier the texts of objects that earlier runs have recorded
   * @param recorded whether such a text is still of interest
   */
  RouteTable(
      RouteKernel kernel,
      KernelTables links,
      KernelRefusals refusals,
      Collection<String> earlier,
      Predicate<String> recorded) {
    super(refusals, recorded);
    this.kernel = kernel;
    this.links = links;
    earlier.stream()
        .filter(text -> text.startsWith("route "))
        .forEach(text -> KernelRecords.otherProtocol(text).ifPresent(protocols::add));
  }

  @Override
  public Class<VirtualRoute> kind() {
    return VirtualRoute.class;
  }

  @Override
  Route record(VirtualRoute configured) {
    var route = KernelRecords.route(configured, links::index);
    protocols.add(route.protocol());
    return route;
  }

  /** Refuses a route whose link does not exist, because the kernel takes index 0 for any link. */
  @Override
  @Nullable String obstacle(VirtualRoute configured) {
    return configured.interfaceNames().stream().allMatch(name -> links.index(name) != 0)
        ? null
        : "route %s is not added: the link does not exist".formatted(configured.words());
  }

  /**
   * Looks for another route in this one's place: in IPv6 the kernel answers that a route exists if
   * any program's route has this gateway and link, and for a route that must be the only one if
   * there is any to its destination.
   */
  @Override
  @Nullable String otherInItsPlace(Route route) {
    boolean alone = route.properties().placement() == RouteProperties.Placement.ADD;
    if ((family(route) == Family.IPV4 && !alone) || isListed(route)) {
      return null;
    }
    changed(); // the cached list may be older than the route
    return isListed(route)
        ? null
        : "route %s is not added: the host already has a route %s in its place"
            .formatted(route, alone ? "to that destination" : "by that gateway and link");
  }

  @Override
  List<ChangeOutcome> add(List<Route> routes) {
    return kernel.addRoutes(routes);
  }

  @Override
  ChangeOutcome delete(Route route) {
    return kernel.deleteRoute(route);
  }

  @Override
  Listing<Route> list(Family family) {
    var entries = new ArrayList<Route>();
    boolean whole = true;
    for (int protocol : protocols) {
      var some = kernel.routesOf(family, protocol);
      entries.addAll(some.entries());
      whole &= some.whole();
    }
    return new Listing<>(entries, whole);
  }

  @Override
  Family family(Route route) {
    return route.destination().address().family();
  }

  @Override
  Object place(Route route) {
    return new Target(route.destination(), route.table());
  }

  @Override
  boolean isSame(Route ours, Route present) {
    return KernelRecords.isSame(ours, present);
  }

  @Override
  int protocol(Route route) {
    return route.protocol();
  }

  @Override
  Route marked(Route route, int protocol) {
    return route.withProtocol(protocol);
  }

  @Override
  String text(Route route) {
    return KernelRecords.text(route);
  }

  @Override
  String name(Route route) {
    return "route " + route;
  }
}
