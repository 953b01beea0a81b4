package org.holdfast.vrrp.io;

import java.util.List;
import org.holdfast.linux.netlink.NetlinkSocket.Listing;
import org.holdfast.linux.route.ChangeOutcome;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.VirtualRoute;
import org.jspecify.annotations.Nullable;

/**
 * The routes that instances hold. Routes of other programs are never listed, because a host may
 * have a million. Owned by the kernel loop.
 */
final class RouteTable extends MarkedTable<VirtualRoute, Route> {

  private final RouteKernel kernel;
  private final KernelTables links;

  private record Target(IpPrefix destination, int table) {}

  RouteTable(RouteKernel kernel, KernelTables links, KernelRefusals refusals) {
    super(refusals);
    this.kernel = kernel;
    this.links = links;
  }

  @Override
  public Class<VirtualRoute> kind() {
    return VirtualRoute.class;
  }

  @Override
  Route record(VirtualRoute configured) {
    return KernelRecords.route(configured, links::index);
  }

  /** Refuses a route whose link does not exist, because the kernel takes index 0 for any link. */
  @Override
  @Nullable String obstacle(VirtualRoute configured) {
    var name = configured.interfaceName();
    return name == null || links.index(name) != 0
        ? null
        : "route %s is not added: the link does not exist".formatted(configured.words());
  }

  /**
   * Looks for another route in this one's place: in IPv6 the kernel answers that a route exists if
   * any program's route has this gateway and link.
   */
  @Override
  @Nullable String otherInItsPlace(Route route) {
    if (family(route) == Family.IPV4 || isListed(route)) {
      return null;
    }
    changed(); // the cached list may be older than the route
    return isListed(route)
        ? null
        : "route %s is not added: the host already has a route by that gateway and link in its place"
            .formatted(route);
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
    return kernel.markedRoutes(family);
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
    return KernelRecords.marked(route, protocol);
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
