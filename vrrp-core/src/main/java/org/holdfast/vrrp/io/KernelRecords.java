package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.NextHop;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteType;
import org.holdfast.linux.route.Rule;
import org.holdfast.linux.route.RuleAction;
import org.holdfast.linux.route.Scope;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualNextHop;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.jspecify.annotations.Nullable;

/** Translates configured addresses, routes and rules into the kernel's records. */
final class KernelRecords {

  /** The kernel's default metric of IPv6 routes, IP6_RT_PRIO_USER. */
  private static final int IPV6_METRIC = 1024;

  private static final String PROTOCOL = " protocol ";

  private KernelRecords() {}

  static LinkAddress address(VirtualAddress configured, int link) {
    var address = LinkAddress.virtual(link, configured.prefix()).withScope(configured.scope());
    int flags = 0;
    if (configured.address().family() == Family.IPV6 && !configured.duplicateAddressDetection()) {
      flags |= LinkAddress.NODAD;
    }
    if (!configured.prefixRoute()) {
      flags |= LinkAddress.NO_PREFIX_ROUTE;
    }
    var options = configured.options();
    flags |= options.home() ? LinkAddress.HOME_ADDRESS : 0;
    flags |= options.managesTemporary() ? LinkAddress.MANAGE_TEMPORARY : 0;
    flags |= options.autoJoin() ? LinkAddress.MULTICAST_AUTO_JOIN : 0;
    address = address.withFlags(flags);
    if (options.preferredSeconds().isPresent()) {
      address = address.withPreferredSeconds(options.preferredSeconds().getAsLong());
    }
    if (configured.label() != null) {
      address = address.withLabel(configured.label());
    }
    if (configured.broadcast() != null) {
      address = address.withBroadcast(configured.broadcast());
    }
    return configured.peer() == null ? address : address.withPeer(configured.peer());
  }

  /**
   * @param indexOf returns a link's index by its name
   */
  static Route route(VirtualRoute configured, ToIntFunction<String> indexOf) {
    return new Route(
        configured.destination(),
        RouteType.valueOf(configured.type().name()),
        Optional.ofNullable(configured.gateway()),
        index(configured.interfaceName(), indexOf),
        Optional.ofNullable(configured.source()),
        (int) configured.table(),
        (int) configured.metric(),
        scope(configured),
        protocol(configured.protocol()),
        configured.onLink(),
        configured.nextHops().stream().map(hop -> nextHop(hop, indexOf)).toList(),
        configured.properties());
  }

  private static OptionalInt index(@Nullable String link, ToIntFunction<String> indexOf) {
    return link == null ? OptionalInt.empty() : OptionalInt.of(indexOf.applyAsInt(link));
  }

  private static NextHop nextHop(VirtualNextHop hop, ToIntFunction<String> indexOf) {
    return new NextHop(
        Optional.ofNullable(hop.gateway()),
        index(hop.interfaceName(), indexOf),
        hop.weight(),
        hop.onLink(),
        hop.realms(),
        hop.encapsulation());
  }

  /**
   * Returns the scope of a route; without a configured one the same as {@code ip route} chooses.
   */
  private static int scope(VirtualRoute configured) {
    if (configured.destination().address().family() == Family.IPV6) {
      return Scope.GLOBAL;
    }
    return configured
        .scope()
        .orElseGet(() ->
            switch (configured.type()) {
              case UNICAST ->
                  configured.gateway() == null && configured.nextHops().isEmpty()
                      ? Scope.LINK
                      : Scope.GLOBAL;
              case BROADCAST, MULTICAST, ANYCAST -> Scope.LINK;
              case LOCAL, NAT -> Scope.HOST;
              case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW -> Scope.GLOBAL;
            });
  }

  private static int protocol(int configured) {
    return configured == 0 ? RouteKernel.PROTOCOL : configured;
  }

  static Rule rule(VirtualRule configured) {
    int mask = configured.firewallMask() == 0 ? -1 : (int) configured.firewallMask();
    return new Rule(
        configured.family(),
        RuleAction.valueOf(configured.action().name()),
        Optional.ofNullable(configured.from()),
        Optional.ofNullable(configured.to()),
        (int) configured.table(),
        OptionalInt.of((int) configured.priority()),
        Optional.ofNullable(configured.inputInterface()),
        Optional.ofNullable(configured.outputInterface()),
        configured.firewallMark() == 0
            ? Optional.empty()
            : Optional.of(new Rule.Mark((int) configured.firewallMark(), mask)),
        protocol(configured.protocol()),
        (int) configured.target(),
        configured.properties());
  }

  /** Returns a key that is equal for configured objects that the kernel regards as the same. */
  static Object identity(VirtualObject configured) {
    return switch (configured) {
      case VirtualLink link -> link.name();
      case VirtualDrop drop -> drop;
      case VirtualAddress address -> new Placed(address.prefix(), List.of(address.interfaceName()));
      case VirtualRoute route -> new Placed(route(route, name -> 0), route.interfaceNames());
      case VirtualRule rule -> rule(rule);
    };
  }

  private record Placed(Object what, List<String> interfaceNames) {}

  /**
   * Returns all objects of an instance as texts for the state file, by which the next run
   * recognises them.
   */
  static List<String> texts(Holdings holdings) {
    return holdings.objects().stream().map(KernelRecords::text).toList();
  }

  /** Returns the text of an object in the state file. */
  static String text(VirtualObject configured) {
    return switch (configured) {
      case VirtualLink link -> "link " + link;
      case VirtualDrop drop -> "drop " + drop.words();
      case VirtualAddress address -> address.toString();
      case VirtualRoute route -> text(route(route, name -> 0));
      case VirtualRule rule -> text(rule(rule));
    };
  }

  /**
   * Returns the route's text, made only of properties that the kernel returns unchanged; the device
   * is not among them. The text of a route with another program's protocol number also tells it
   * from that program's own routes.
   */
  static String text(Route route) {
    var text = "route " + route.destination() + " table " + route.table();
    return route.protocol() == RouteKernel.PROTOCOL
        ? text
        : text
            + PROTOCOL
            + route.protocol()
            + (" metric " + Integer.toUnsignedString(metric(route)))
            + ways(route).stream()
                .map(hop -> hop.gateway().map(via -> " via " + via).orElse(" direct"))
                .sorted()
                .collect(Collectors.joining());
  }

  static String text(Rule rule) {
    var text = "rule " + rule.family() + " priority " + rule.priority().orElse(0);
    return rule.protocol() == RouteKernel.PROTOCOL
        ? text
        : text + PROTOCOL + rule.protocol() + ": " + rule;
  }

  /** Returns the protocol number in the text of a route or rule; empty if it is the agent's own. */
  static OptionalInt otherProtocol(String text) {
    int at = text.indexOf(PROTOCOL);
    if (at < 0) {
      return OptionalInt.empty();
    }
    int end = at + PROTOCOL.length();
    int number = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end)) && number < 256) {
      number = 10 * number + (text.charAt(end++) - '0');
    }
    return number < 1 || number > 255 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * Whether the record read from the kernel is this route of ours. The kernel fills in the link of
   * a gateway and, in IPv6, a metric.
   */
  static boolean isSame(Route ours, Route present) {
    return isInPlaceOf(ours, present)
        && ours.type() == present.type()
        && ours.source().equals(present.source())
        && ours.properties().metrics().equals(present.properties().metrics())
        && ours.properties().realms() == present.properties().realms()
        && ours.protocol() == present.protocol();
  }

  /**
   * Whether {@code present} leads to the same destination the same way, regardless of which program
   * added it.
   */
  static boolean isInPlaceOf(Route ours, Route present) {
    return ours.destination().equals(present.destination())
        && ours.table() == present.table()
        && metric(ours) == present.metric()
        && ours.properties().typeOfService() == present.properties().typeOfService()
        && ours.properties().from().equals(present.properties().from())
        && haveSameWays(ways(ours), ways(present));
  }

  /** Returns the ways of a route, of which it may have only one. */
  private static List<NextHop> ways(Route route) {
    return route.nextHops().isEmpty()
        ? List.of(
            new NextHop(
                route.gateway(),
                route.device(),
                1,
                route.onLink(),
                0,
                route.properties().encapsulation()))
        : route.nextHops();
  }

  /** Whether each of our ways is present, in any order, and no other. */
  private static boolean haveSameWays(List<NextHop> ours, List<NextHop> present) {
    var rest = new ArrayList<>(present);
    return ours.size() == present.size()
        && ours.stream()
            .allMatch(way -> {
              int at = 0;
              while (at < rest.size() && !isSame(way, rest.get(at))) {
                at++;
              }
              return at < rest.size() && rest.remove(at) != null;
            });
  }

  private static boolean isSame(NextHop ours, NextHop present) {
    return ours.gateway().equals(present.gateway())
        && (ours.device().isEmpty() || ours.device().equals(present.device()))
        && ours.weight() == present.weight()
        && ours.encapsulation()
            .map(KernelRecords::asReported)
            .equals(present.encapsulation().map(KernelRecords::asReported));
  }

  /** Returns the encapsulation without the flags, to which the kernel adds some of its own. */
  private static Encapsulation asReported(Encapsulation one) {
    return one instanceof Encapsulation.Tunnel tunnel
        ? new Encapsulation.Tunnel(
            tunnel.family(),
            tunnel.id(),
            tunnel.destination(),
            tunnel.source(),
            tunnel.trafficClass(),
            tunnel.hopLimit(),
            0)
        : one;
  }

  private static int metric(Route route) {
    boolean v6 = route.destination().address().family() == Family.IPV6;
    return v6 && route.metric() == 0 ? IPV6_METRIC : route.metric();
  }

  /**
   * Whether an address without a mark looks exactly as keepalived, or an agent on a kernel without
   * marks, leaves the configured one behind. The host's own addresses differ, because tools that
   * set up hosts give a broadcast address, a lifetime, or duplicate address detection.
   */
  static boolean looksLeftBehind(LinkAddress configured, LinkAddress present, String linkName) {
    int compared = LinkAddress.NODAD | LinkAddress.NO_PREFIX_ROUTE;
    return present.protocol() == 0
        && configured.isSameAs(present)
        && hasScopeOf(configured, present)
        && configured.label().orElse(linkName).equals(present.label().orElse(linkName))
        && configured.broadcast().equals(present.broadcast())
        && (configured.flags() & compared) == (present.flags() & compared)
        && present.validSeconds() == LinkAddress.FOREVER;
  }

  /**
   * Whether the address has the configured properties, as far as they can be read back. The
   * duplicate address detection flags of the moment are not compared, nor is the lifetime.
   */
  static boolean isAsGiven(LinkAddress configured, LinkAddress present, String linkName) {
    int compared =
        LinkAddress.NO_PREFIX_ROUTE
            | LinkAddress.HOME_ADDRESS
            | LinkAddress.MANAGE_TEMPORARY
            | LinkAddress.MULTICAST_AUTO_JOIN;
    return hasScopeOf(configured, present)
        && configured.label().orElse(linkName).equals(present.label().orElse(linkName))
        && configured.broadcast().equals(present.broadcast())
        && configured.peer().equals(present.peer())
        && (configured.flags() & compared) == (present.flags() & compared);
  }

  /**
   * Whether the address has the configured scope. The kernel gives an IPv6 address the scope that
   * follows from the address, such as {@code link} to fe80::1, whatever was configured.
   */
  private static boolean hasScopeOf(LinkAddress configured, LinkAddress present) {
    return configured.prefix().address().family() == Family.IPV6
        || configured.scope() == present.scope();
  }
}
