package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.load.KeywordTableTest.Row;
import org.holdfast.net.Encapsulation.Ila;
import org.holdfast.net.Encapsulation.Mpls;
import org.holdfast.net.Encapsulation.Tunnel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteProperties.Placement;
import org.holdfast.net.RuleProperties.Range;
import org.holdfast.vrrp.Holdings;
import org.holdfast.vrrp.StaticConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks.Watched;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualNextHop;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VirtualRule.Action;
import org.jspecify.annotations.Nullable;

/** The rows of the keywords that few routes and rules have. */
final class RouteRows {

  private static final String V4 = "destination: 192.0.2.0/24, interface: eth1";
  private static final String V6 = "destination: 'fd00::/64', interface: eth1";
  private static final String HOP = "interface: eth1";

  private RouteRows() {}

  static List<Row> rows() {
    var rows = new ArrayList<Row>();
    routes(rows);
    metrics(rows);
    hops(rows);
    encapsulations(rows);
    rules(rows);
    statics(rows);
    return rows;
  }

  /** Returns the rows of the options of addresses that few have. */
  static List<Row> addressRows(String list) {
    var rows = new ArrayList<Row>();
    rows.add(address(list, "home", false, "true", true, o -> o.home()));
    rows.add(address(list, "manage-temporary", false, "true", true, o -> o.managesTemporary()));
    rows.add(address(list, "auto-join", false, "true", true, o -> o.autoJoin()));
    rows.add(
        address(
            list,
            "preferred-lifetime",
            OptionalLong.empty(),
            "10m",
            OptionalLong.of(600),
            o -> o.preferredSeconds()));
    return rows;
  }

  private static Row address(
      String list,
      String key,
      Object standard,
      String text,
      Object given,
      Function<VirtualAddress.Options, Object> read) {
    var v6 = "address: 'fd00::9/64'";
    return new Row(
        "vrrp.instances.*." + list + "." + key,
        KeywordTableTest.of("", list + ": [{" + v6 + "}]"),
        standard,
        KeywordTableTest.of("", list + ": [{" + v6 + ", " + key + ": " + text + "}]"),
        given,
        c ->
            read.apply(
                holdings(c)
                    .all()
                    .filter(one -> one.prefix().equals(IpPrefix.of("fd00::9/64")))
                    .findFirst()
                    .orElseThrow()
                    .options()));
  }

  private static void statics(List<Row> rows) {
    rows.add(statics("", "[10.0.0.7/24]", c -> c.holdings().excluded().size(), 1));
    rows.add(statics("addresses", "[10.0.0.7/24]", c -> c.holdings().excluded().size(), 1));
    rows.add(
        new Row(
            "vrrp.static.interface",
            KeywordTableTest.of("static: {addresses: [10.0.0.7/24]}", ""),
            "eth0",
            KeywordTableTest.of("static: {interface: eth5, addresses: [10.0.0.7/24]}", ""),
            "eth5",
            c -> c.vrrp().statics().holdings().excluded().getFirst().interfaceName()));
    rows.add(statics("routes", "[{" + V4 + "}]", c -> c.holdings().routes().size(), 1));
    rows.add(statics("rules", "[{priority: 9}]", c -> c.holdings().rules().size(), 1));
    rows.add(statics("track-groups", "{G: {instances: [VI]}}", c -> c.groups().size(), 1));
    rows.add(
        new Row(
            "vrrp.static.track-groups.*.instances",
            null,
            null,
            KeywordTableTest.of("static: {track-groups: {G: {instances: [VI]}}}", ""),
            List.of(new Watched(TrackKind.STATIC_GROUP, "G", 0, false)),
            c -> c.vrrp().instances().getFirst().tracks().watched()));
    grouped(rows, "addresses", "address: 10.0.0.7/24");
    grouped(rows, "routes", V4);
    grouped(rows, "rules", "priority: 9");
  }

  private static Row statics(
      String key, String text, Function<StaticConfig, Object> read, Object given) {
    return new Row(
        "vrrp.static" + (key.isEmpty() ? "" : "." + key),
        KeywordTableTest.of("", ""),
        0,
        KeywordTableTest.of(
            "static: {" + (key.isEmpty() ? "addresses" : key) + ": " + text + "}", ""),
        given,
        c -> read.apply(c.vrrp().statics()));
  }

  private static void grouped(List<Row> rows, String list, String object) {
    var groups = "static: {track-groups: {G: {instances: [VI]}}, " + list + ": [{" + object;
    rows.add(
        new Row(
            "vrrp.static." + list + ".track-group",
            KeywordTableTest.of(groups + "}]}", ""),
            0,
            KeywordTableTest.of(groups + ", track-group: G}]}", ""),
            1,
            c -> c.vrrp().statics().groups().getFirst().objects().size()));
  }

  private static void routes(List<Row> rows) {
    rows.add(route(V4, "vrf", 254L, "blue", 1001L, VirtualRoute::table));
    rows.add(route(V4, "tos", 0, "4", 4, r -> r.properties().typeOfService()));
    rows.add(
        route(
            V4, "scope", OptionalInt.empty(), "nowhere", OptionalInt.of(255), VirtualRoute::scope));
    rows.add(route(V4, "realms", 0, "3/4", 3 << 16 | 4, r -> r.properties().realms()));
    rows.add(route(V4, "tracked", true, "false", false, VirtualRoute::tracked));
    rows.add(
        new Row(
            "vrrp.instances.*.routes.protocol",
            KeywordTableTest.of("", "routes: [{" + V4 + "}]"),
            0,
            KeywordTableTest.of("", "routes: [{" + V4 + ", tracked: false, protocol: bird}]"),
            12,
            c -> holdings(c).routes().get(0).protocol()));
    rows.add(
        route(
            V4,
            "placement",
            Placement.PREPEND,
            "append",
            Placement.APPEND,
            r -> r.properties().placement()));
    rows.add(
        route(
            V6,
            "from",
            Optional.empty(),
            "'fd01::/16'",
            Optional.of(IpPrefix.of("fd01::/16")),
            r -> r.properties().from()));
    rows.add(
        route(
            V6,
            "router-preference",
            OptionalInt.empty(),
            "low",
            OptionalInt.of(3),
            r -> r.properties().preference()));
    rows.add(
        route(
            V6,
            "expires",
            OptionalLong.empty(),
            "1m",
            OptionalLong.of(60),
            r -> r.properties().expiresSeconds()));
    rows.add(
        route(
            V4,
            "ttl-propagation",
            Optional.empty(),
            "true",
            Optional.of(true),
            r -> r.properties().ttlPropagation()));
  }

  private static void metrics(List<Row> rows) {
    rows.add(metric("mtu", "1400", 1400, RouteMetric.MTU));
    rows.add(metric("advmss", "1300", 1300, RouteMetric.ADVMSS));
    rows.add(metric("hop-limit", "64", 64, RouteMetric.HOPLIMIT));
    rows.add(metric("rtt", "3s", 24_000, RouteMetric.RTT));
    rows.add(metric("rttvar", "3s", 12_000, RouteMetric.RTTVAR));
    rows.add(metric("rto-min", "3s", 3_000, RouteMetric.RTO_MIN));
    rows.add(metric("reordering", "5", 5, RouteMetric.REORDERING));
    rows.add(metric("window", "6", 6, RouteMetric.WINDOW));
    rows.add(metric("cwnd", "7", 7, RouteMetric.CWND));
    rows.add(metric("ssthresh", "8", 8, RouteMetric.SSTHRESH));
    rows.add(metric("initcwnd", "9", 9, RouteMetric.INITCWND));
    rows.add(metric("initrwnd", "10", 10, RouteMetric.INITRWND));
    rows.add(metric("ecn", "true", 1, RouteMetric.FEATURES));
    rows.add(metric("quickack", "true", 1, RouteMetric.QUICKACK));
    rows.add(metric("fastopen-no-cookie", "true", 1, RouteMetric.FASTOPEN_NO_COOKIE));
    rows.add(
        route(
            V4,
            "congestion-control",
            Optional.empty(),
            "bbr",
            Optional.of("bbr"),
            r -> r.properties().metrics().congestionControl()));
    rows.add(
        new Row(
            "vrrp.instances.*.routes.locked",
            KeywordTableTest.of("", "routes: [{" + V4 + ", mtu: 1400}]"),
            0,
            KeywordTableTest.of("", "routes: [{" + V4 + ", mtu: 1400, locked: mtu}]"),
            1 << RouteMetric.MTU.number(),
            c -> holdings(c).routes().get(0).properties().metrics().locks()));
  }

  private static void hops(List<Row> rows) {
    rows.add(
        new Row(
            "vrrp.instances.*.routes.next-hops",
            KeywordTableTest.of("", "routes: [{" + V4 + "}]"),
            0,
            hop(HOP),
            1,
            c -> holdings(c).routes().get(0).nextHops().size()));
    var gateway = IpAddress.of("fe80::1");
    rows.add(hop("gateway", null, "'fe80::1'", gateway, VirtualNextHop::gateway));
    rows.add(
        new Row(
            "vrrp.instances.*.routes.next-hops.interface",
            hop("gateway: 10.0.0.254"),
            null,
            hop(HOP),
            "eth1",
            c -> holdings(c).routes().get(0).nextHops().get(0).interfaceName()));
    rows.add(hop("weight", 1, "256", 256, VirtualNextHop::weight));
    rows.add(hop("on-link", false, "true", true, VirtualNextHop::onLink));
    rows.add(hop("realms", 0, "4", 4, VirtualNextHop::realms));
    rows.add(
        hop(
            "encapsulation",
            Optional.empty(),
            "{type: mpls, labels: 16}",
            Optional.of(new Mpls(List.of(16))),
            VirtualNextHop::encapsulation));
    for (var key :
        List.of(
            "type",
            "labels",
            "id",
            "destination",
            "source",
            "tos",
            "hop-limit",
            "flags",
            "locator")) {
      rows.add(
          new Row(
              "vrrp.instances.*.routes.next-hops.encapsulation." + key,
              null,
              null,
              hop(HOP + ", encapsulation: {type: mpls, labels: [16, 17]}"),
              Optional.of(new Mpls(List.of(16, 17))),
              c -> holdings(c).routes().get(0).nextHops().get(0).encapsulation()));
    }
  }

  private static void encapsulations(List<Row> rows) {
    rows.add(
        route(
            V4,
            "encapsulation",
            Optional.empty(),
            "{type: mpls, labels: [16, 17]}",
            Optional.of(new Mpls(List.of(16, 17))),
            r -> r.properties().encapsulation()));
    rows.add(encapsulation("type", "{type: ip, id: 1}", tunnel(1)));
    rows.add(encapsulation("labels", "{type: mpls, labels: 3}", new Mpls(List.of(3))));
    rows.add(encapsulation("id", "{type: ip, id: 7}", tunnel(7)));
    var full =
        "{type: ip, destination: 10.0.0.5, source: 10.0.0.1, tos: 4, hop-limit: 8, flags: 16}";
    var made =
        new Tunnel(
            Family.IPV4,
            0,
            Optional.of(IpAddress.of("10.0.0.5")),
            Optional.of(IpAddress.of("10.0.0.1")),
            4,
            8,
            16);
    for (var key : List.of("destination", "source", "tos", "hop-limit", "flags")) {
      rows.add(encapsulation(key, full, made));
    }
    rows.add(
        encapsulation(
            "locator", "{type: ila, locator: '2001:db8:0:1'}", new Ila(0x2001_0db8_0000_0001L)));
  }

  private static Tunnel tunnel(long id) {
    return new Tunnel(Family.IPV4, id, Optional.empty(), Optional.empty(), 0, 0, 0);
  }

  private static void rules(List<Row> rows) {
    rows.add(rule("inverted", false, "true", true, r -> r.properties().inverted()));
    rows.add(rule("tos", 0, "16", 16, r -> r.properties().typeOfService()));
    var users = Optional.of(new Range(10_000, 19_999));
    rows.add(rule("users", Optional.empty(), "10000-19999", users, r -> r.properties().users()));
    rows.add(rule("ip-protocol", 0, "udp", 17, r -> r.properties().ipProtocol()));
    rows.add(
        rule(
            "source-port",
            Optional.empty(),
            "80",
            Optional.of(new Range(80, 80)),
            r -> r.properties().sourcePorts()));
    rows.add(
        rule(
            "destination-port",
            Optional.empty(),
            "8000-8999",
            Optional.of(new Range(8000, 8999)),
            r -> r.properties().destinationPorts()));
    rows.add(rule("tunnel-id", 0L, "5", 5L, r -> r.properties().tunnel()));
    rows.add(rule("action", Action.LOOKUP, "prohibit", Action.PROHIBIT, VirtualRule::action));
    rows.add(rule("l3mdev", false, "true", true, r -> r.properties().l3mdev()));
    rows.add(rule("goto", 0L, "200", 200L, VirtualRule::target));
    rows.add(
        rule(
            "suppress-prefix-length",
            OptionalInt.empty(),
            "0",
            OptionalInt.of(0),
            r -> r.properties().suppressPrefixLength()));
    rows.add(
        rule(
            "suppress-interface-group",
            OptionalInt.empty(),
            "5",
            OptionalInt.of(5),
            r -> r.properties().suppressGroup()));
    rows.add(rule("realms", 0, "30/20", 30 << 16 | 20, r -> r.properties().realms()));
    rows.add(rule("tracked", true, "false", false, VirtualRule::tracked));
    rows.add(
        new Row(
            "vrrp.instances.*.rules.protocol",
            KeywordTableTest.of("", "rules: [{priority: 100}]"),
            0,
            KeywordTableTest.of("", "rules: [{priority: 100, tracked: false, protocol: 12}]"),
            12,
            c -> holdings(c).rules().get(0).protocol()));
  }

  private static Holdings holdings(AgentConfig config) {
    return config.vrrp().instances().getFirst().holdings();
  }

  private static Row route(
      String route,
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualRoute, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.routes." + key,
        KeywordTableTest.of("", "routes: [{" + route + "}]"),
        standard,
        KeywordTableTest.of("", "routes: [{" + route + ", " + key + ": " + text + "}]"),
        given,
        c -> read.apply(holdings(c).routes().get(0)));
  }

  private static Row metric(String key, String text, int given, RouteMetric metric) {
    return route(
        V4,
        key,
        OptionalInt.empty(),
        text,
        OptionalInt.of(given),
        r -> r.properties().metrics().get(metric));
  }

  private static String hop(String hop) {
    return KeywordTableTest.of(
        "", "routes: [{destination: 192.0.2.0/24, next-hops: [{" + hop + "}]}]");
  }

  private static Row hop(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualNextHop, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.routes.next-hops." + key,
        hop(HOP),
        standard,
        hop(HOP + ", " + key + ": " + text),
        given,
        c -> read.apply(holdings(c).routes().get(0).nextHops().get(0)));
  }

  private static Row encapsulation(String key, String text, Object given) {
    return new Row(
        "vrrp.instances.*.routes.encapsulation." + key,
        null,
        null,
        KeywordTableTest.of("", "routes: [{" + V4 + ", encapsulation: " + text + "}]"),
        Optional.of(given),
        c -> holdings(c).routes().get(0).properties().encapsulation());
  }

  private static Row rule(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualRule, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.rules." + key,
        KeywordTableTest.of("", "rules: [{priority: 100}]"),
        standard,
        KeywordTableTest.of("", "rules: [{priority: 100, " + key + ": " + text + "}]"),
        given,
        c -> read.apply(holdings(c).rules().get(0)));
  }
}
