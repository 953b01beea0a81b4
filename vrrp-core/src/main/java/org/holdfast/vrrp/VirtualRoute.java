package org.holdfast.vrrp;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.jspecify.annotations.Nullable;

/**
 * A route that moves with mastership. A unicast route has a gateway, an interface or several next
 * hops.
 *
 * @param destination 0.0.0.0/0 or ::/0 for the default route
 * @param gateway an IPv4 route may lead through an IPv6 gateway
 * @param table Linux's number of the table, 254 for main
 * @param metric 0 for the kernel's default
 * @param nextHops the ways of a route with several; then gateway and interface are null
 * @param scope Linux's number; if empty, what {@code ip route} would choose
 * @param protocol the number that the route carries instead of the agent's own; 0 for the agent's
 *     own. The kernel does not report the removal of such a route, so it is not tracked
 * @param tracked whether the route is put back if another program removes it
 */
public record VirtualRoute(
    Type type,
    IpPrefix destination,
    @Nullable IpAddress gateway,
    @Nullable String interfaceName,
    @Nullable IpAddress source,
    long table,
    long metric,
    boolean onLink,
    List<VirtualNextHop> nextHops,
    OptionalInt scope,
    int protocol,
    boolean tracked,
    RouteProperties properties)
    implements VirtualObject {

  /** The name of this kind of object. */
  public static final String KIND = "route";

  private static final long MAIN = 254;

  public VirtualRoute {
    nextHops = List.copyOf(nextHops);
  }

  /**
   * Creates a tracked route with one way and no further properties.
   *
   * @param mtu 0 for none
   */
  public VirtualRoute(
      Type type,
      IpPrefix destination,
      @Nullable IpAddress gateway,
      @Nullable String interfaceName,
      @Nullable IpAddress source,
      long table,
      long metric,
      int mtu,
      boolean onLink) {
    this(
        type,
        destination,
        gateway,
        interfaceName,
        source,
        table,
        metric,
        onLink,
        List.of(),
        OptionalInt.empty(),
        0,
        true,
        mtu == 0 ? RouteProperties.NONE : RouteProperties.metrics(RouteMetrics.mtu(mtu)));
  }

  /** Returns the names of the links that the route leads through. */
  public List<String> interfaceNames() {
    return Stream.concat(
            Stream.ofNullable(interfaceName),
            nextHops.stream().flatMap(hop -> Stream.ofNullable(hop.interfaceName())))
        .distinct()
        .toList();
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String words() {
    var text = new StringBuilder();
    if (type != Type.UNICAST) {
      text.append(type.name().toLowerCase(Locale.ROOT)).append(' ');
    }
    text.append(properties.words(destination));
    if (gateway != null) {
      text.append(" via ").append(gateway);
    }
    if (interfaceName != null) {
      text.append(" dev ").append(interfaceName);
    }
    if (source != null) {
      text.append(" src ").append(source);
    }
    if (table != MAIN) {
      text.append(" table ").append(table);
    }
    if (protocol != 0) {
      text.append(" proto ").append(protocol);
    }
    if (metric != 0) {
      text.append(" metric ").append(metric);
    }
    nextHops.forEach(hop -> text.append(' ').append(hop));
    return text.toString();
  }

  /** The kernel's action for a packet that matches the route. */
  public enum Type {
    UNICAST,
    LOCAL,
    BROADCAST,
    MULTICAST,
    ANYCAST,
    BLACKHOLE,
    UNREACHABLE,
    PROHIBIT,
    THROW,
    NAT;

    /** Whether packets leave through a gateway, a link or several next hops. */
    public boolean leads() {
      return this == UNICAST;
    }

    /** Whether packets are dropped or looked up elsewhere, so that the route has no link. */
    public boolean stops() {
      return switch (this) {
        case UNICAST, LOCAL, BROADCAST, MULTICAST, ANYCAST, NAT -> false;
        case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> true;
      };
    }
  }
}
