package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.EncapsulationKeywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * The lines of {@code virtual_routes} and {@code static_routes}. A route with an unusable part is
 * left out entirely, as in keepalived, because it could lead elsewhere without that part.
 */
final class HeldRoutes {

  private static final List<String> STOPPING =
      List.of("blackhole", "unreachable", "prohibit", "throw");

  /** The parts of a route that have an address family. */
  private static final List<Key<?>> PARTS =
      List.of(
          RouteKeywords.DESTINATION,
          RouteKeywords.GATEWAY,
          RouteKeywords.SOURCE,
          RouteKeywords.FROM);

  private static final List<Key<?>> ONLY_IPV4 =
      List.of(RouteKeywords.TOS, RouteKeywords.SCOPE, RouteKeywords.REALMS);
  private static final List<Key<?>> ONLY_IPV6 =
      List.of(RouteKeywords.PREFERENCE, RouteKeywords.EXPIRES);

  private final RouteTables tables;
  private final HostEnvironment world;

  /** Adds the words of a route's line. */
  static Vocabulary addTo(Vocabulary vocabulary) {
    return RouteMetricWords.addTo(vocabulary)
        .within(RouteKeywords.DESTINATION, "to")
        .within(
            RouteKeywords.TYPE,
            "unicast blackhole unreachable prohibit throw local broadcast multicast anycast nat")
        .within(RouteKeywords.GATEWAY, "via gw")
        .within(RouteKeywords.INTERFACE, "dev oif")
        .within(RouteKeywords.NEXT_HOPS, "nexthop or")
        .within(RouteKeywords.WEIGHT, "weight")
        .within(RouteKeywords.SOURCE, "src")
        .within(RouteKeywords.FROM, "from")
        .within(RouteKeywords.TABLE, "table")
        .within(RouteKeywords.VRF, "vrf")
        .within(RouteKeywords.METRIC, "metric priority preference")
        .within(RouteKeywords.ON_LINK, "onlink")
        .within(RouteKeywords.TOS, "tos dsfield")
        .within(RouteKeywords.SCOPE, "scope")
        .within(RouteKeywords.REALMS, "realms")
        .within(RouteKeywords.PROTOCOL, "protocol")
        .within(RouteKeywords.TRACKED, "no_track")
        .within(RouteKeywords.PLACEMENT, "prepend append add")
        .within(RouteKeywords.PREFERENCE, "pref")
        .within(RouteKeywords.EXPIRES, "expires")
        .within(RouteKeywords.TTL_PROPAGATION, "ttl-propagate")
        .within(EncapsulationKeywords.ENCAPSULATION, "encap");
  }

  HeldRoutes(RouteTables tables, HostEnvironment world) {
    this.tables = tables;
    this.world = world;
  }

  /**
   * Returns the route; adds a note and returns null if the route is left out.
   *
   * @param isStatic whether the route is one of {@code static_routes}, which may have a track group
   */
  @Nullable Mapping read(BlockTranslation translation, Statement s, boolean isStatic) {
    var line = new RouteLine(translation, s, tables, world, isStatic);
    var route = line.read();
    return route == null ? null : finished(translation, s, route, line.named());
  }

  private static @Nullable Mapping leftOut(
      BlockTranslation translation, Statement s, String reason) {
    translation.repaired(s.place(), reason + "; the route \"" + s + "\" is left out");
    return null;
  }

  private static @Nullable Mapping finished(
      BlockTranslation translation, Statement s, Mapping route, @Nullable Family named) {
    var destination = route.text(RouteKeywords.DESTINATION);
    if (destination == null) {
      return leftOut(translation, s, "a route without a destination");
    }
    var family = family(route, named);
    if (family == null) {
      return leftOut(translation, s, "IPv4 and IPv6 addresses are mixed");
    }
    if (destination.equals("default")) {
      route.put(RouteKeywords.DESTINATION, s.place(), family == Family.IPV6 ? "::/0" : "0.0.0.0/0");
    } else {
      var prefix = IpPrefix.of(destination);
      if (!KeepalivedAddresses.network(prefix).equals(prefix)) {
        translation.remarked(
            s.place(0),
            destination + " has bits set beyond its length; the route \"" + s + "\" is left out");
        return null;
      }
    }
    if (!areOfFamily(translation, s, route, family)) {
      return null;
    }
    protocol(translation, s, route);
    return withWays(translation, s, route, family);
  }

  /** Drops what the kernel ignores, and refuses what keepalived refuses, for the other family. */
  private static boolean areOfFamily(
      BlockTranslation translation, Statement s, Mapping route, Family family) {
    if (family == Family.IPV4) {
      for (var key : ONLY_IPV6) {
        if (route.has(key)) {
          return leftOut(translation, s, key + " is only for IPv6") != null;
        }
      }
      return !route.has(RouteKeywords.FROM)
          || leftOut(translation, s, "from is only for IPv6") != null;
    }
    if (route.has(RouteKeywords.REALMS)) {
      return leftOut(translation, s, "realms are only for IPv4") != null;
    }
    for (var key : ONLY_IPV4) {
      if (route.has(key)) {
        translation.remarked(s.place(), key + " has no effect on an IPv6 route; ignored");
        route.remove(key);
      }
    }
    return true;
  }

  /** A tracked route has the agent's own number, as it has keepalived's there. */
  private static void protocol(BlockTranslation translation, Statement s, Mapping route) {
    if (route.has(RouteKeywords.PROTOCOL) && !route.has(RouteKeywords.TRACKED)) {
      translation.repaired(
          s.place(),
          "a route with a protocol of its own cannot be tracked; the protocol is ignored");
      route.remove(RouteKeywords.PROTOCOL);
    }
  }

  private static @Nullable Mapping withWays(
      BlockTranslation translation, Statement s, Mapping route, Family family) {
    if (!shareLink(translation, s, route, family)) {
      return null;
    }
    var type = route.text(RouteKeywords.TYPE, "unicast");
    boolean hasWay =
        route.has(RouteKeywords.GATEWAY)
            || route.has(RouteKeywords.INTERFACE)
            || route.has(RouteKeywords.NEXT_HOPS);
    if (type.equals("unicast") && !hasWay) {
      return leftOut(translation, s, "a route needs via, dev or nexthop");
    }
    return STOPPING.contains(type) && hasWay
        ? leftOut(translation, s, "a " + type + " route must have neither via nor dev")
        : route;
  }

  /** Gives the link of the whole route to each next hop without one; the kernel demands it. */
  private static boolean shareLink(
      BlockTranslation translation, Statement s, Mapping route, Family family) {
    var hops = route.items(RouteKeywords.NEXT_HOPS);
    var link = route.get(RouteKeywords.INTERFACE);
    for (Tree item : hops) {
      var hop = (Mapping) item;
      var gateway = hop.text(RouteKeywords.GATEWAY);
      if (gateway != null && gateway.indexOf(':') >= 0 != (family == Family.IPV6)) {
        return leftOut(translation, s, "IPv4 and IPv6 addresses are mixed") != null;
      }
      if (link != null && !hop.has(RouteKeywords.INTERFACE)) {
        hop.put(RouteKeywords.INTERFACE, link);
      }
      if (gateway == null && !hop.has(RouteKeywords.INTERFACE)) {
        return leftOut(translation, s, "a nexthop needs via or dev") != null;
      }
    }
    if (!hops.isEmpty()) {
      route.remove(RouteKeywords.INTERFACE);
      route.remove(RouteKeywords.GATEWAY);
    }
    return true;
  }

  /**
   * Returns the address family of the route, or null if its parts have different families.
   *
   * @param named the family that the line names; null if it names none
   */
  private static @Nullable Family family(Mapping route, @Nullable Family named) {
    var family = named;
    for (var key : PARTS) {
      var text = route.text(key);
      if (text == null || text.equals("default")) {
        continue;
      }
      var own = text.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
      if (family != null && family != own) {
        return null;
      }
      family = own;
    }
    if (family != null) {
      return family;
    }
    for (Tree item : route.items(RouteKeywords.NEXT_HOPS)) {
      var gateway = ((Mapping) item).text(RouteKeywords.GATEWAY);
      if (gateway != null) {
        return gateway.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
      }
    }
    return ONLY_IPV6.stream().anyMatch(route::has) ? Family.IPV6 : Family.IPV4;
  }
}
