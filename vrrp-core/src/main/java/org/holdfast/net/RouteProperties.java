package org.holdfast.net;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Properties that few routes have.
 *
 * @param typeOfService the TOS that packets must have; 0 for any; IPv4 only
 * @param from the source that packets must have; IPv6 only
 * @param realms the source realm in the upper 16 bits, the destination realm in the lower; 0 for
 *     none; IPv4 only
 * @param preference the router preference (RFC 4191): 0 medium, 1 high, 3 low; IPv6 only
 * @param expiresSeconds the kernel removes the route after this time; IPv6 only
 * @param ttlPropagation whether the TTL of the IP header is copied to MPLS labels
 * @param placement the place among routes to the same destination
 */
public record RouteProperties(
    int typeOfService,
    Optional<IpPrefix> from,
    int realms,
    Optional<Encapsulation> encapsulation,
    RouteMetrics metrics,
    OptionalInt preference,
    OptionalLong expiresSeconds,
    Optional<Boolean> ttlPropagation,
    Placement placement) {

  /** The place of a route among the host's routes to the same destination with the same metric. */
  public enum Placement {
    /** Before them. */
    PREPEND,
    /** After them. */
    APPEND,
    /** The route is added only if there is none. */
    ADD
  }

  /** No such properties. */
  public static final RouteProperties NONE = metrics(RouteMetrics.NONE);

  /** Returns only metrics. */
  public static RouteProperties metrics(RouteMetrics metrics) {
    return new RouteProperties(
        0,
        Optional.empty(),
        0,
        Optional.empty(),
        metrics,
        OptionalInt.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Placement.PREPEND);
  }

  /**
   * Returns the destination of a route with these properties, the other conditions for packets, and
   * the encapsulation, in ip-route(8)'s words.
   */
  public String words(IpPrefix destination) {
    var text = new StringBuilder(destination.length() == 0 ? "default" : destination.toString());
    from.ifPresent(source -> text.append(" from ").append(source));
    if (typeOfService != 0) {
      text.append(" tos 0x").append(Integer.toHexString(typeOfService));
    }
    encapsulation.ifPresent(header -> text.append(' ').append(header.words()));
    return text.toString();
  }

  /** Returns the text of realms as {@code ip route} writes them: {@code 3/4}, or {@code 4}. */
  public static String realmsText(int realms) {
    int from = realms >>> 16;
    return (from == 0 ? "" : from + "/") + (realms & 0xffff);
  }
}
