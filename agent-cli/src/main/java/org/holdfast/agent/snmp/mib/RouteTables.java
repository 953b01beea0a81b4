package org.holdfast.agent.snmp.mib;

import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.Family;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteMetrics;
import org.holdfast.vrrp.VirtualNextHop;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.io.InstanceStatus;

/** The tables of KEEPALIVED-MIB for virtual routes, their next hops, and virtual rules. */
final class RouteTables {

  private static final Oid ROUTE_ENTRY = Roots.VRRP.with(7, 1);
  private static final Oid RULE_ENTRY = Roots.VRRP.with(8, 1);
  private static final Oid NEXT_HOP_ENTRY = Roots.VRRP.with(11, 1);
  private static final int MULTIPATH = 2;
  private static final int ECN = 1;

  /** The number by which the kernel marks our routes and rules. */
  private static final int OWN_PROTOCOL = 72;

  private final NavigableMap<Oid, Value> objects;
  private final MibFacts facts;

  private RouteTables(NavigableMap<Oid, Value> objects, MibFacts facts) {
    this.objects = objects;
    this.facts = facts;
  }

  static void add(NavigableMap<Oid, Value> objects, MibFacts facts) {
    var tables = new RouteTables(objects, facts);
    var statuses = facts.instancesByName();
    var instances = facts.config().vrrp().instances();
    var statics = facts.config().vrrp().statics().holdings();
    tables.routes(Roots.STATIC, statics.routes(), found(facts.statics(), VirtualRoute.KIND));
    tables.rules(Roots.STATIC, statics.rules(), found(facts.statics(), VirtualRule.KIND));
    for (int i = 0; i < instances.size(); i++) {
      var holdings = instances.get(i).holdings();
      var status = statuses.get(instances.get(i).name());
      if (status != null) { // otherwise it is being reloaded
        tables.routes(i + 1, holdings.routes(), found(status.objects(), VirtualRoute.KIND));
        tables.rules(i + 1, holdings.rules(), found(status.objects(), VirtualRule.KIND));
      }
    }
  }

  /** Returns the objects of that kind that the kernel has, in words. */
  static Set<String> found(List<InstanceStatus.ObjectStatus> objects, String kind) {
    var found = new HashSet<String>();
    for (var object : objects) {
      if (object.found() && object.kind().equals(kind)) {
        found.add(object.object());
      }
    }
    return found;
  }

  private void routes(int instance, List<VirtualRoute> routes, Set<String> found) {
    for (int i = 0; i < routes.size(); i++) {
      var route = routes.get(i);
      var properties = route.properties();
      var hops = route.nextHops();
      var row =
          Row.of(objects, ROUTE_ENTRY, instance, i + 1)
              .family(2, route.destination().address().family())
              .address(3, route.destination().address())
              .gauge(4, route.destination().length())
              .address(5, route.gateway())
              .address(7, route.source())
              .gauge(8, route.metric())
              .integer(9, MibWords.scope(route.scope().orElse(0)))
              .integer(10, hops.isEmpty() ? type(route.type()) : MULTIPATH)
              .link(facts, 11, 12, route.interfaceName())
              .gauge(13, route.table())
              .yes(14, found.contains(route.words()));
      properties.from().ifPresent(from -> row.address(15, from.address()).gauge(16, from.length()));
      if (properties.typeOfService() != 0) {
        row.gauge(17, properties.typeOfService());
      }
      row.integer(18, 1 + (route.protocol() == 0 ? OWN_PROTOCOL : route.protocol()))
          .yes(19, (properties.metrics().get(RouteMetric.FEATURES).orElse(0) & ECN) != 0)
          .yes(20, properties.metrics().get(RouteMetric.QUICKACK).orElse(0) != 0)
          .realms(44, properties.realms());
      metrics(row, properties.metrics());
      properties.expiresSeconds().ifPresent(seconds -> row.integer(21, seconds));
      properties.preference().ifPresent(kernels -> row.integer(43, preference(kernels)));
      if (properties.metrics().get(RouteMetric.FASTOPEN_NO_COOKIE).isPresent()) {
        row.yes(55, properties.metrics().get(RouteMetric.FASTOPEN_NO_COOKIE).getAsInt() != 0);
      }
      properties.encapsulation().ifPresent(encapsulation -> add(row, 46, encapsulation));
      for (int j = 0; j < hops.size(); j++) {
        nextHop(
            Row.of(objects, NEXT_HOP_ENTRY, instance, i + 1, j + 1),
            hops.get(j),
            route.destination().address().family());
      }
    }
  }

  private void nextHop(Row row, VirtualNextHop hop, Family family) {
    var gateway = hop.gateway();
    row.family(2, gateway == null ? family : gateway.family())
        .address(3, gateway)
        .link(facts, 4, 5, hop.interfaceName())
        .gauge(6, hop.weight())
        .yes(7, hop.onLink())
        .realms(8, hop.realms());
    hop.encapsulation().ifPresent(encapsulation -> add(row, 10, encapsulation));
  }

  /** Returns PrefType: low(1), medium(2), high(3). */
  private static int preference(int kernels) {
    return switch (kernels) {
      case 1 -> 3;
      case 3 -> 1;
      default -> 2;
    };
  }

  private static void metrics(Row row, RouteMetrics metrics) {
    metric(row, metrics, RouteMetric.RTT, 8, 27, 28);
    metric(row, metrics, RouteMetric.RTTVAR, 4, 29, 30);
    metric(row, metrics, RouteMetric.RTO_MIN, 38, 39);
    metric(row, metrics, RouteMetric.MTU, 22, 23);
    metric(row, metrics, RouteMetric.HOPLIMIT, 24, 0);
    metric(row, metrics, RouteMetric.ADVMSS, 25, 26);
    metric(row, metrics, RouteMetric.REORDERING, 31, 32);
    metric(row, metrics, RouteMetric.WINDOW, 33, 0);
    metric(row, metrics, RouteMetric.CWND, 34, 35);
    metric(row, metrics, RouteMetric.SSTHRESH, 36, 37);
    metric(row, metrics, RouteMetric.INITCWND, 40, 0);
    metric(row, metrics, RouteMetric.INITRWND, 41, 0);
    metrics.congestionControl().ifPresent(name -> row.text(42, name));
  }

  /** Adds a metric that has the same unit in the kernel as in the MIB. */
  private static void metric(
      Row row, RouteMetrics metrics, RouteMetric metric, int column, int lockColumn) {
    metric(row, metrics, metric, 1, column, lockColumn);
  }

  /**
   * Adds a metric.
   *
   * @param divisor the kernel's units in one of the MIB's, which are milliseconds for a time
   * @param lockColumn 0 for none
   */
  private static void metric(
      Row row, RouteMetrics metrics, RouteMetric metric, int divisor, int column, int lockColumn) {
    var value = metrics.get(metric);
    if (value.isPresent()) {
      row.gauge(column, Integer.toUnsignedLong(value.getAsInt()) / divisor);
      if (lockColumn != 0) {
        row.yes(lockColumn, metrics.isLocked(metric));
      }
    }
  }

  /** Adds the type of an encapsulation in that column, and its settings in those after it. */
  private static void add(Row row, int column, Encapsulation encapsulation) {
    switch (encapsulation) {
      case Encapsulation.Mpls mpls ->
          row.integer(column, 1)
              .text(
                  column + 1,
                  mpls.labels().stream().map(String::valueOf).collect(Collectors.joining("/")));
      case Encapsulation.Tunnel tunnel -> {
        row.integer(column, tunnel.family() == Family.IPV4 ? 2 : 4)
            .address(column + 3, tunnel.destination().orElse(null))
            .address(column + 4, tunnel.source().orElse(null));
        if (tunnel.id() != 0) {
          row.put(column + 2, Value.counter64(tunnel.id()));
        }
        given(row, column + 5, tunnel.trafficClass());
        given(row, column + 6, tunnel.hopLimit());
        given(row, column + 7, tunnel.flags());
      }
      case Encapsulation.Ila ila ->
          row.integer(column, 3).put(column + 8, Value.counter64(ila.locator()));
    }
  }

  private static void given(Row row, int column, long value) {
    if (value != 0) {
      row.gauge(column, value);
    }
  }

  private static int type(VirtualRoute.Type type) {
    return switch (type) {
      case UNICAST, LOCAL -> 1;
      case BLACKHOLE -> 3;
      case ANYCAST -> 4;
      case MULTICAST -> 5;
      case BROADCAST -> 6;
      case UNREACHABLE -> 7;
      case PROHIBIT -> 8;
      case THROW -> 9;
      case NAT -> 10;
    };
  }

  private void rules(int instance, List<VirtualRule> rules, Set<String> found) {
    for (int i = 0; i < rules.size(); i++) {
      var rule = rules.get(i);
      var properties = rule.properties();
      var row = Row.of(objects, RULE_ENTRY, instance, i + 1);
      var prefix = rule.from() == null ? rule.to() : rule.from();
      if (prefix != null) {
        row.text(2, rule.from() == null ? "to" : "from").prefix(3, prefix);
      }
      row.gauge(6, rule.table())
          .yes(7, found.contains(rule.words()))
          .yes(8, properties.inverted())
          .prefix(9, rule.to())
          .prefix(12, rule.from())
          .gauge(15, properties.typeOfService())
          .realms(18, properties.realms())
          .text(20, rule.inputInterface())
          .text(21, rule.outputInterface())
          .integer(23, action(rule.action()))
          .gauge(24, rule.table())
          .gauge(25, rule.priority());
      if (rule.firewallMark() != 0) {
        row.gauge(16, rule.firewallMark());
        if (rule.firewallMask() != 0) {
          row.gauge(17, rule.firewallMask());
        }
      }
      if (rule.action() == VirtualRule.Action.GOTO) {
        row.gauge(22, rule.target());
      }
      properties.suppressPrefixLength().ifPresent(length -> row.gauge(26, length));
      properties.suppressGroup().ifPresent(group -> row.text(27, Integer.toUnsignedString(group)));
      if (properties.tunnel() != 0) {
        row.gauge(28, properties.tunnel() >>> 32).gauge(29, properties.tunnel());
      }
      properties.users().ifPresent(users -> row.gauge(30, users.first()).gauge(31, users.last()));
      if (properties.l3mdev()) {
        row.yes(32, true);
      }
      if (rule.protocol() != 0) {
        row.integer(33, rule.protocol() + 1L);
      }
      if (properties.ipProtocol() != 0) {
        row.gauge(34, properties.ipProtocol());
      }
      properties
          .sourcePorts()
          .ifPresent(ports -> row.gauge(35, ports.first()).gauge(36, ports.last()));
      properties
          .destinationPorts()
          .ifPresent(ports -> row.gauge(37, ports.first()).gauge(38, ports.last()));
    }
  }

  private static int action(VirtualRule.Action action) {
    return switch (action) {
      case LOOKUP -> 1;
      case GOTO -> 2;
      case NOP -> 3;
      case BLACKHOLE -> 6;
      case UNREACHABLE -> 7;
      case PROHIBIT -> 8;
    };
  }
}
