package org.holdfast.vrrp.io;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.holdfast.linux.route.Outcome;
import org.holdfast.linux.route.Route;
import org.holdfast.linux.route.RouteKernel;
import org.holdfast.linux.route.Rule;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.VirtualRoute;

/**
 * The routes and rules that instances hold, in the kernel. All of ours carry our protocol number,
 * so that those of the host, alike in all else, stay. Owned by the kernel loop.
 */
final class RoutesAndRules {

  private final RouteKernel kernel;
  private final KernelTables links;
  private final Refusals refusals;

  RoutesAndRules(RouteKernel kernel, KernelTables links, Refusals refusals) {
    this.kernel = kernel;
    this.links = links;
    this.refusals = refusals;
  }

  static boolean isEmpty(Holdings holdings) {
    return holdings.routes().isEmpty() && holdings.rules().isEmpty();
  }

  /** Those that are there already stay as they are. */
  void add(Holdings holdings) {
    for (var configured : holdings.routes()) {
      addRoute(record(configured));
    }
    for (var configured : holdings.rules()) {
      var rule = KernelRecords.rule(configured);
      judge("add " + rule, kernel.addRule(rule));
    }
  }

  private void addRoute(Route route) {
    var what = "add route " + route;
    var outcome = kernel.addRoute(route);
    boolean v6 = route.destination().address().family() == Family.IPV6;
    if (outcome == Outcome.Settled.ALREADY_THERE && v6) {
      // In IPv6 the kernel says so of anybody's route by the same gateway and link.
      var inItsPlace =
          kernel.routes(Family.IPV6).stream()
              .filter(present -> KernelRecords.isInPlaceOf(route, present))
              .filter(present -> !KernelRecords.isSame(route, present))
              .findFirst();
      if (inItsPlace.isPresent()) {
        var other = inItsPlace.get();
        refusals.refused(
            what,
            "route %s is not added: the host has one in its place (%s, protocol %d)"
                .formatted(route, other, other.protocol()));
        return;
      }
    }
    judge(what, outcome);
  }

  /**
   * Removes what {@code holdings} have.
   *
   * @param kept what others hold, which stays
   */
  void delete(Holdings holdings, List<Holdings> kept) {
    var keptRoutes = new LinkedHashSet<Route>();
    var keptRules = new LinkedHashSet<Rule>();
    for (var other : kept) {
      other.routes().forEach(route -> keptRoutes.add(record(route)));
      other.rules().forEach(rule -> keptRules.add(KernelRecords.rule(rule)));
    }
    for (var configured : holdings.rules()) {
      var rule = KernelRecords.rule(configured);
      refusals.forget("add " + rule);
      if (!keptRules.contains(rule)) {
        judge("delete " + rule, kernel.deleteRule(rule));
      }
    }
    for (var configured : holdings.routes()) {
      var route = record(configured);
      refusals.forget("add route " + route);
      if (!keptRoutes.contains(route)) {
        judge("delete route " + route, kernel.deleteRoute(route));
      }
    }
  }

  private Route record(VirtualRoute configured) {
    return KernelRecords.route(configured, links::index);
  }

  /** Removes those that a killed keepalived left, which marks routes and rules with its number. */
  void deleteOfKeepalived(Holdings holdings) {
    for (var configured : holdings.rules()) {
      kernel.deleteRule(KernelRecords.marked(KernelRecords.rule(configured), Ownership.KEEPALIVED));
    }
    for (var configured : holdings.routes()) {
      kernel.deleteRoute(KernelRecords.marked(record(configured), Ownership.KEEPALIVED));
    }
  }

  /** All that carry our protocol number and that none of these holdings has. */
  Foundlings marked(List<Holdings> wanted) {
    var routes = new ArrayList<Route>();
    var rules = new ArrayList<Rule>();
    var wantedRoutes =
        wanted.stream().flatMap(one -> one.routes().stream()).map(this::record).toList();
    var wantedRules =
        wanted.stream().flatMap(one -> one.rules().stream()).map(KernelRecords::rule).toList();
    boolean whole = true;
    for (var family : Family.values()) {
      var marked = kernel.markedRoutes(family);
      whole &= marked.whole();
      marked.entries().stream()
          .filter(route -> wantedRoutes.stream().noneMatch(w -> KernelRecords.isSame(w, route)))
          .forEach(routes::add);
      kernel.rules(family).stream()
          .filter(rule -> rule.protocol() == RouteKernel.PROTOCOL)
          .filter(rule -> !wantedRules.contains(rule))
          .forEach(rules::add);
    }
    return new Foundlings(routes, rules, whole);
  }

  /**
   * Routes and rules of ours, as the kernel shows them.
   *
   * @param whole whether there can be no others
   */
  record Foundlings(List<Route> routes, List<Rule> rules, boolean whole) {}

  Outcome delete(Route present) {
    return judge("delete route " + present, kernel.deleteRoute(present));
  }

  Outcome delete(Rule present) {
    return judge("delete " + present, kernel.deleteRule(present));
  }

  private Outcome judge(String what, Outcome outcome) {
    if (outcome instanceof Outcome.Refused(var why)) {
      refusals.refused(what, String.valueOf(why.getMessage()));
    } else {
      refusals.settled(what);
    }
    return outcome;
  }
}
