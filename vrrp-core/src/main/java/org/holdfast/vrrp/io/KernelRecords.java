package org.holdfast.vrrp.io;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.holdfast.linux.route.LinkAddress;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.RouteType;
import org.holdfast.linux.route.Rule;
import org.holdfast.linux.route.RuleAction;
import org.holdfast.linux.route.Scope;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualDrop;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualObject;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.jspecify.annotations.Nullable;

/** Translates configured addresses, routes and rules into the kernel's records. */
final class KernelRecords {

  /** The kernel's default metric of IPv6 routes, IP6_RT_PRIO_USER. */
  private static final int IPV6_METRIC = 1024;

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
    address = address.withFlags(flags);
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
    boolean direct = configured.gateway() == null && configured.type() == VirtualRoute.Type.UNICAST;
    boolean v4 = configured.destination().address().family() == Family.IPV4;
    return new Route(
        configured.destination(),
        RouteType.valueOf(configured.type().name()),
        Optional.ofNullable(configured.gateway()),
        configured.interfaceName() == null
            ? OptionalInt.empty()
            : OptionalInt.of(indexOf.applyAsInt(configured.interfaceName())),
        Optional.ofNullable(configured.source()),
        (int) configured.table(),
        (int) configured.metric(),
        direct && v4 ? Scope.LINK : Scope.GLOBAL,
        RouteKernel.PROTOCOL,
        configured.mtu() == 0 ? OptionalInt.empty() : OptionalInt.of(configured.mtu()),
        configured.onLink());
  }

  static Rule rule(VirtualRule configured) {
    int mask = configured.firewallMask() == 0 ? -1 : (int) configured.firewallMask();
    return new Rule(
        configured.family(),
        RuleAction.LOOKUP,
        Optional.ofNullable(configured.from()),
        Optional.ofNullable(configured.to()),
        (int) configured.table(),
        OptionalInt.of((int) configured.priority()),
        Optional.ofNullable(configured.inputInterface()),
        Optional.ofNullable(configured.outputInterface()),
        configured.firewallMark() == 0
            ? Optional.empty()
            : Optional.of(new Rule.Mark((int) configured.firewallMark(), mask)),
        RouteKernel.PROTOCOL);
  }

  /** Returns the same route with another protocol number. */
  static Route marked(Route route, int protocol) {
    return new Route(
        route.destination(),
        route.type(),
        route.gateway(),
        route.device(),
        route.source(),
        route.table(),
        route.metric(),
        route.scope(),
        protocol,
        route.mtu(),
        route.onLink());
  }

  /** Returns the same rule with another protocol number. */
  static Rule marked(Rule rule, int protocol) {
    return new Rule(
        rule.family(),
        rule.action(),
        rule.from(),
        rule.to(),
        rule.table(),
        rule.priority(),
        rule.inputInterface(),
        rule.outputInterface(),
        rule.mark(),
        protocol);
  }

  /** Returns a key that is equal for configured objects that the kernel regards as the same. */
  static Object identity(VirtualObject configured) {
    return switch (configured) {
      case VirtualLink link -> link.name();
      case VirtualDrop drop -> drop;
      case VirtualAddress address -> new Placed(address.prefix(), address.interfaceName());
      case VirtualRoute route -> new Placed(route(route, name -> 0), route.interfaceName());
      case VirtualRule rule -> rule(rule);
    };
  }

  private record Placed(Object what, @Nullable String interfaceName) {}

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
      case VirtualLink link -> "link " + link.name() + " on " + link.base();
      case VirtualDrop drop -> "drop " + drop.words();
      case VirtualAddress address -> address.toString();
      case VirtualRoute route -> text(route(route, name -> 0));
      case VirtualRule rule -> text(rule(rule));
    };
  }

  /**
   * Returns the route's text, made only of properties that the kernel returns unchanged; the device
   * and the metric are not among them.
   */
  static String text(Route route) {
    return "route " + route.destination() + " table " + route.table();
  }

  static String text(Rule rule) {
    return "rule " + rule.family() + " priority " + rule.priority().orElse(0);
  }

  /**
   * Whether the record read from the kernel is this route of ours. The kernel fills in the link of
   * a gateway and, in IPv6, a metric.
   */
  static boolean isSame(Route ours, Route present) {
    return isInPlaceOf(ours, present)
        && ours.type() == present.type()
        && ours.source().equals(present.source())
        && ours.mtu().equals(present.mtu())
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
        && ours.gateway().equals(present.gateway())
        && (ours.device().isEmpty() || ours.device().equals(present.device()));
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
   * duplicate address detection flags of the moment are not compared.
   */
  static boolean isAsGiven(LinkAddress configured, LinkAddress present, String linkName) {
    int compared = LinkAddress.NO_PREFIX_ROUTE;
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
