package org.holdfast.agent.config.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Report;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RouteMetricKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.holdfast.vrrp.VirtualNextHop;
import org.holdfast.vrrp.VirtualRoute;
import org.jspecify.annotations.Nullable;

/** Creates routes, with the checks that no single key can make. */
final class RouteBinder {

  /** The kernel reduces larger values to this. */
  private static final int LARGEST_MTU = 65_520;

  /** An eighth and a quarter of a millisecond, the kernel's units. */
  private static final long RTT_NANOS = 125_000;

  private static final long RTTVAR_NANOS = 250_000;
  private static final long RTO_NANOS = 1_000_000;

  private static final Map<Key<Long>, RouteMetric> NUMBERS =
      Map.of(
          RouteMetricKeywords.ADVMSS, RouteMetric.ADVMSS,
          RouteMetricKeywords.HOP_LIMIT, RouteMetric.HOPLIMIT,
          RouteMetricKeywords.REORDERING, RouteMetric.REORDERING,
          RouteMetricKeywords.WINDOW, RouteMetric.WINDOW,
          RouteMetricKeywords.CWND, RouteMetric.CWND,
          RouteMetricKeywords.SSTHRESH, RouteMetric.SSTHRESH,
          RouteMetricKeywords.INITCWND, RouteMetric.INITCWND,
          RouteMetricKeywords.INITRWND, RouteMetric.INITRWND);

  private static final List<Key<?>> ONLY_IPV4 =
      List.of(RouteKeywords.TOS, RouteKeywords.SCOPE, RouteKeywords.REALMS);
  private static final List<Key<?>> ONLY_IPV6 =
      List.of(RouteKeywords.FROM, RouteKeywords.PREFERENCE, RouteKeywords.EXPIRES);

  private final Report report;
  private final Host host;
  private final EncapsulationBinder encapsulations;

  RouteBinder(Report report, Host host) {
    this.report = report;
    this.host = host;
    this.encapsulations = new EncapsulationBinder(report);
  }

  List<VirtualRoute> bind(List<Entry<Fields>> entries) {
    var routes = new ArrayList<VirtualRoute>();
    for (var entry : entries) {
      if (entry.value().isComplete()) {
        routes.add(route(entry.value()));
      }
    }
    return routes;
  }

  private VirtualRoute route(Fields fields) {
    var destination = fields.get(RouteKeywords.DESTINATION);
    var family = destination.address().family();
    Networks.check(report, destination, fields.spot(RouteKeywords.DESTINATION));
    Families.check(report, fields, RouteKeywords.SOURCE, family);
    checkGateway(fields, family);
    refuse(fields, family == Family.IPV4 ? ONLY_IPV6 : ONLY_IPV4, family);
    checkWay(fields);
    return new VirtualRoute(
        fields.get(RouteKeywords.TYPE),
        destination,
        fields.find(RouteKeywords.GATEWAY),
        fields.find(RouteKeywords.INTERFACE),
        fields.find(RouteKeywords.SOURCE),
        table(fields),
        fields.get(RouteKeywords.METRIC),
        fields.get(RouteKeywords.ON_LINK),
        nextHops(fields, family),
        integer(fields.find(RouteKeywords.SCOPE)),
        Protocols.of(report, fields, RouteKeywords.PROTOCOL, RouteKeywords.TRACKED),
        fields.get(RouteKeywords.TRACKED) && !fields.isGiven(RouteKeywords.EXPIRES),
        properties(fields));
  }

  private static OptionalInt integer(@Nullable Long number) {
    return number == null ? OptionalInt.empty() : OptionalInt.of(number.intValue());
  }

  private void checkWay(Fields fields) {
    var type = fields.get(RouteKeywords.TYPE);
    boolean hasWay =
        fields.isGiven(RouteKeywords.GATEWAY) || fields.isGiven(RouteKeywords.INTERFACE);
    boolean hasHops = fields.isGiven(RouteKeywords.NEXT_HOPS);
    if (hasHops && hasWay) {
      report.error(
          fields.spot(RouteKeywords.NEXT_HOPS),
          "a route with next-hops has no gateway and no interface of its own; give them to the next"
              + " hops");
    } else if (type.leads() && !hasWay && !hasHops && fields.isSound(RouteKeywords.TYPE)) {
      report.error(
          fields.spot(),
          "the route to "
              + fields.get(RouteKeywords.DESTINATION)
              + " needs a gateway, an interface or both");
    } else if (type.stops() && (hasWay || hasHops)) {
      report.error(
          fields.spot(RouteKeywords.TYPE),
          "a route of this type has no gateway and no interface; remove them");
    }
  }

  private List<VirtualNextHop> nextHops(Fields route, Family family) {
    var hops = new ArrayList<VirtualNextHop>();
    for (var entry : route.list(RouteKeywords.NEXT_HOPS)) {
      var fields = entry.value();
      checkGateway(fields, family);
      if (family == Family.IPV6) {
        refuse(fields, List.of(RouteKeywords.REALMS), family);
      }
      if (!fields.isGiven(RouteKeywords.GATEWAY) && !fields.isGiven(RouteKeywords.INTERFACE)) {
        report.error(fields.spot(), "a next hop needs a gateway, an interface or both");
      }
      hops.add(
          new VirtualNextHop(
              fields.find(RouteKeywords.GATEWAY),
              fields.find(RouteKeywords.INTERFACE),
              fields.number(RouteKeywords.WEIGHT),
              fields.get(RouteKeywords.ON_LINK),
              fields.get(RouteKeywords.REALMS),
              encapsulations.bind(fields)));
    }
    return hops;
  }

  private long table(Fields fields) {
    var vrf = fields.find(RouteKeywords.VRF);
    if (vrf == null) {
      return fields.get(RouteKeywords.TABLE);
    }
    if (fields.isGiven(RouteKeywords.TABLE)) {
      report.error(fields.spot(RouteKeywords.VRF), "a route has a table or a VRF, not both");
    }
    var table = host.vrfTable(vrf);
    if (table == null) {
      report.error(
          fields.spot(RouteKeywords.VRF),
          vrf + " is not a VRF of this host; create it first, or give the number of its table");
      return fields.get(RouteKeywords.TABLE);
    }
    return table;
  }

  private RouteProperties properties(Fields fields) {
    var from = fields.find(RouteKeywords.FROM);
    if (from != null) {
      Networks.check(report, from, fields.spot(RouteKeywords.FROM));
    }
    var expires = fields.find(RouteKeywords.EXPIRES);
    WholeSeconds.check(report, fields, RouteKeywords.EXPIRES);
    var preference = fields.find(RouteKeywords.PREFERENCE);
    return new RouteProperties(
        fields.number(RouteKeywords.TOS),
        Optional.ofNullable(from).filter(prefix -> prefix.address().family() == Family.IPV6),
        fields.get(RouteKeywords.REALMS),
        encapsulations.bind(fields),
        metrics(fields),
        preference == null ? OptionalInt.empty() : OptionalInt.of(preference),
        expires == null ? OptionalLong.empty() : OptionalLong.of(expires.toSeconds()),
        Optional.ofNullable(fields.find(RouteKeywords.TTL_PROPAGATION)),
        fields.get(RouteKeywords.PLACEMENT));
  }

  private static RouteMetrics metrics(Fields fields) {
    var values = new EnumMap<RouteMetric, Integer>(RouteMetric.class);
    values.put(RouteMetric.MTU, Math.min(fields.number(RouteMetricKeywords.MTU), LARGEST_MTU));
    NUMBERS.forEach((key, metric) -> values.put(metric, fields.get(key).intValue()));
    putTime(values, RouteMetric.RTT, fields.find(RouteMetricKeywords.RTT), RTT_NANOS);
    putTime(values, RouteMetric.RTTVAR, fields.find(RouteMetricKeywords.RTTVAR), RTTVAR_NANOS);
    putTime(values, RouteMetric.RTO_MIN, fields.find(RouteMetricKeywords.RTO_MIN), RTO_NANOS);
    values.put(RouteMetric.FEATURES, fields.get(RouteMetricKeywords.ECN) ? 1 : 0);
    values.put(RouteMetric.QUICKACK, fields.get(RouteMetricKeywords.QUICKACK) ? 1 : 0);
    values.put(
        RouteMetric.FASTOPEN_NO_COOKIE, fields.get(RouteMetricKeywords.FASTOPEN_NO_COOKIE) ? 1 : 0);
    int locks = 0;
    for (var locked : fields.list(RouteMetricKeywords.LOCKED)) {
      locks |= 1 << locked.value();
    }
    var metrics =
        new RouteMetrics(
            values,
            locks,
            Optional.ofNullable(fields.find(RouteMetricKeywords.CONGESTION_CONTROL)));
    return metrics.isEmpty() ? RouteMetrics.NONE : metrics;
  }

  private static void putTime(
      Map<RouteMetric, Integer> values, RouteMetric metric, @Nullable Duration time, long unit) {
    if (time != null) {
      values.put(metric, (int) (time.toNanos() / unit));
    }
  }

  private void refuse(Fields fields, List<Key<?>> keys, Family family) {
    for (var key : keys) {
      if (fields.isGiven(key)) {
        report.error(fields.spot(key), family.words() + " routes have no " + key + "; remove it");
      }
    }
  }

  private void checkGateway(Fields fields, Family family) {
    // An IPv4 route may lead through an IPv6 gateway (RFC 5549).
    if (family == Family.IPV6) {
      Families.check(report, fields, RouteKeywords.GATEWAY, family);
    }
  }
}
