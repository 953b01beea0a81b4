package org.holdfast.linux.route;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteProperties;

/**
 * A route.
 *
 * @param destination {@code 0.0.0.0/0} or {@code ::/0} for the default route
 * @param gateway an IPv4 route may lead through an IPv6 gateway (RFC 5549)
 * @param device the index of the output interface
 * @param source the source address of packets that have none yet
 * @param table {@link #MAIN} or another
 * @param metric the route with the smallest is preferred; in IPv6 the kernel uses 1024 instead of 0
 * @param scope see {@link Scope}; always GLOBAL in IPv6
 * @param protocol the program that added the route: RTPROT_* of rtnetlink(7), or {@link
 *     RouteKernel#PROTOCOL}
 * @param onLink whether the gateway counts as directly reachable even if no subnet on the link
 *     contains it
 * @param nextHops the ways of a route with several; then gateway and device are empty
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
    boolean onLink,
    List<NextHop> nextHops,
    RouteProperties properties) {

  /** The main table's number. */
  public static final int MAIN = 254;

  /** The local table's number; the kernel maintains that table. */
  public static final int LOCAL = 255;

  public Route {
    nextHops = List.copyOf(nextHops);
    var family = destination.address().family();
    if (MessageFamilies.differ(family, source, properties.from().map(IpPrefix::address))) {
      throw new IllegalArgumentException(destination + ": source of another family");
    }
    if (family == Family.IPV6 && gateway.map(IpAddress::family).orElse(family) != family) {
      throw new IllegalArgumentException(destination + ": an IPv6 route through an IPv4 gateway");
    }
  }

  /** Creates a route with one way and no further properties. */
  public Route(
      IpPrefix destination,
      RouteType type,
      Optional<IpAddress> gateway,
      OptionalInt device,
      Optional<IpAddress> source,
      int table,
      int metric,
      int scope,
      int protocol,
      boolean onLink) {
    this(
        destination,
        type,
        gateway,
        device,
        source,
        table,
        metric,
        scope,
        protocol,
        onLink,
        List.of(),
        RouteProperties.NONE);
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
        false);
  }

  /** Returns the same route with another protocol number. */
  public Route withProtocol(int newProtocol) {
    return with(newProtocol, nextHops, properties);
  }

  /** Returns the same route with other ways. */
  Route withNextHops(List<NextHop> newNextHops) {
    return with(protocol, newNextHops, properties);
  }

  /** Returns the same route with other further properties. */
  public Route with(RouteProperties newProperties) {
    return with(protocol, nextHops, newProperties);
  }

  private Route with(int newProtocol, List<NextHop> newNextHops, RouteProperties newProperties) {
    return new Route(
        destination,
        type,
        gateway,
        device,
        source,
        table,
        metric,
        scope,
        newProtocol,
        onLink,
        newNextHops,
        newProperties);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (type != RouteType.UNICAST) {
      text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(properties.words(destination));
    gateway.ifPresent(g -> text.append(" via ").append(g));
    device.ifPresent(d -> text.append(" dev #").append(d));
    source.ifPresent(s -> text.append(" src ").append(s));
    if (table != MAIN) {
      text.append(" table ").append(table);
    }
    if (metric != 0) {
      text.append(" metric ").append(metric);
    }
    nextHops.forEach(hop -> text.append(' ').append(hop));
    return text.toString();
  }
}
