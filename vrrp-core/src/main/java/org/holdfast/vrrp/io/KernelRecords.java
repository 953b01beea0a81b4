package org.holdfast.vrrp.io;

import java.util.ArrayList;
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
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;

/** What the configuration means by an address, a route or a rule, as the kernel's record of it. */
final class KernelRecords {

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
   * @param indexOf a link's index by its name
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

  /**
   * All that an instance holds, as the life record names it, so that the next life knows it again.
   */
  static List<String> texts(Holdings holdings) {
    var texts = new ArrayList<String>();
    holdings.all().forEach(address -> texts.add(address.toString()));
    holdings.routes().forEach(configured -> texts.add(text(route(configured, name -> 0))));
    holdings.rules().forEach(configured -> texts.add(text(rule(configured))));
    return texts;
  }

  /** By what the kernel gives back as it was given, which a route's device or metric is not. */
  static String text(Route route) {
    return "route " + route.destination() + " table " + route.table();
  }

  static String text(Rule rule) {
    return "rule " + rule.family() + " priority " + rule.priority().orElse(0);
  }
}
