package org.holdfast.linux.route;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/**
 * A route with at most one next hop.
 *
 * @param destination {@code 0.0.0.0/0} or {@code ::/0} for the default route
 * @param gateway an address of the destination's family
 * @param device the index of the output interface
 * @param source the source address of packets that have none yet
 * @param table {@link #MAIN} or another
 * @param metric the route with the smallest is preferred; in IPv6 the kernel uses 1024 instead of 0
 * @param scope see {@link Scope}; always GLOBAL in IPv6
 * @param protocol the program that added the route: RTPROT_* of rtnetlink(7), or {@link
 *     RouteKernel#PROTOCOL}
 * @param mtu in bytes
 * @param onLink whether the gateway counts as directly reachable even if no subnet on the link
 *     contains it
 */
public record Route(
    IpPrefix destination,
    RouteType type,
    Optional<IpAddress> gateway,
    OptionalInt device,
    Optional<IpAddress> source,
    int table,
    int metric,
    int scope,
    int protocol,
    OptionalInt mtu,
    boolean onLink) {

  /** The main table's number. */
  public static final int MAIN = 254;

  /** The local table's number; the kernel maintains that table. */
  public static final int LOCAL = 255;

  public Route {
    var family = destination.address().family();
    if (MessageFamilies.differ(family, gateway, source)) {
      throw new IllegalArgumentException(destination + ": gateway or source of another family");
    }
  }

  /** Creates a unicast route of ours in the main table through a gateway. */
  public static Route via(IpPrefix destination, IpAddress gateway) {
    return ours(destination, Optional.of(gateway), OptionalInt.empty(), Scope.GLOBAL);
  }

  /** Creates a unicast route of ours in the main table to a link. */
  public static Route dev(IpPrefix destination, int device) {
    boolean v4 = destination.address().family() == Family.IPV4;
    return ours(
        destination, Optional.empty(), OptionalInt.of(device), v4 ? Scope.LINK : Scope.GLOBAL);
  }

  private static Route ours(
      IpPrefix destination, Optional<IpAddress> gateway, OptionalInt device, int scope) {
    return new Route(
        destination,
        RouteType.UNICAST,
        gateway,
        device,
        Optional.empty(),
        MAIN,
        0,
        scope,
        RouteKernel.PROTOCOL,
        OptionalInt.empty(),
        false);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (type != RouteType.UNICAST) {
      text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(destination.length() == 0 ? "default" : destination.toString());
    gateway.ifPresent(g -> text.append(" via ").append(g));
    device.ifPresent(d -> text.append(" dev #").append(d));
    source.ifPresent(s -> text.append(" src ").append(s));
    if (table != MAIN) {
      text.append(" table ").append(table);
    }
    if (metric != 0) {
      text.append(" metric ").append(metric);
    }
    return text.toString();
  }
}
