package org.holdfast.linux.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.holdfast.linux.netlink.Encoding;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Encapsulation;
import org.holdfast.net.Encapsulation.Ila;
import org.holdfast.net.Encapsulation.Mpls;
import org.holdfast.net.Encapsulation.Tunnel;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.holdfast.net.RouteProperties.Placement;
import org.holdfast.net.RuleProperties;
import org.holdfast.net.RuleProperties.Range;
import org.junit.jupiter.api.Test;

/** What few routes and rules have, in the bytes that the kernel knows. */
class RoutePropertiesCodecTest {

  private static final Route TO_LINK = Route.dev(IpPrefix.of("198.51.100.0/24"), 3);
  private static final String HEADER = "02 18 00 00 fe 48 fd 01 00000000 0800 0f00 fe000000";
  private static final String REST = "0800 0100 c6336400 0800 0400 03000000";

  @Test
  void writesTheEncapsulationsOfEachKind() {
    assertThat(bytes(encapsulated(new Mpls(List.of(100, 200)))))
        .isEqualTo(
            compact(
                HEADER
                    + REST
                    + "1000 1680 0c00 0100 00064000 000c8100" // the last label has its mark
                    + "0600 1500 0100 0000"));
    assertThat(bytes(encapsulated(new Ila(0x0001_0002_0003_0004L))))
        .isEqualTo(
            compact(
                HEADER + REST + "1000 1680 0c00 0100 0001000200030004" + "0600 1500 0300 0000"));
    var ip =
        new Tunnel(
            Family.IPV4,
            5,
            Optional.of(IpAddress.of("10.9.0.5")),
            Optional.of(IpAddress.of("10.9.0.1")),
            4,
            8,
            0x10);
    assertThat(bytes(encapsulated(ip)))
        .isEqualTo(
            compact(
                HEADER
                    + REST
                    + "3800 1680 0c00 0100 0000000000000005" // id
                    + "0800 0200 0a090005 0800 0300 0a090001" // destination, source
                    + "0500 0500 04 000000 0500 0400 08 000000 0600 0600 1000 0000"
                    + "0600 1500 0200 0000"));
  }

  @Test
  void readsWhatItHasWritten() {
    var ip6 =
        new Tunnel(
            Family.IPV6, -1, Optional.of(IpAddress.of("2001:db8::5")), Optional.empty(), 8, 64, 0);
    for (var one : List.of(new Mpls(List.of(16)), new Ila(-7), ip6)) {
      assertThat(read(encapsulated(one)).properties().encapsulation()).hasValue(one);
    }
  }

  @Test
  void knowsTheEncapsulationsByTheWordsOfIpRoute() {
    assertThat(new Mpls(List.of(100, 200)).words()).isEqualTo("encap mpls 100/200");
    assertThat(new Ila(0x0001_0002_0003_0004L).words()).isEqualTo("encap ila 1:2:3:4");
    assertThat(
            new Tunnel(
                    Family.IPV6,
                    9,
                    Optional.of(IpAddress.of("2001:db8::5")),
                    Optional.of(IpAddress.of("2001:db8::1")),
                    8,
                    64,
                    0)
                .words())
        .isEqualTo("encap ip6 id 9 src 2001:db8::1 dst 2001:db8::5 hoplimit 64 tc 8");
  }

  @Test
  void readsNoEncapsulationOfAnotherKindOrWithoutItsContent() {
    var route = HEADER + REST;
    assertThat(decode(route + "0600 1500 0500 0000 0400 1680").properties().encapsulation())
        .isEmpty(); // SEG6
    assertThat(decode(route + "0600 1500 0100 0000 0400 1680").properties().encapsulation())
        .isEmpty();
    assertThat(
            decode(route + "0600 1500 0300 0000 0900 1680 0500 0100 ff000000")
                .properties()
                .encapsulation())
        .isEmpty();
  }

  @Test
  void writesAndReadsSeveralNextHops() {
    var hops =
        List.of(
            new NextHop(
                Optional.of(IpAddress.of("10.9.0.2")),
                OptionalInt.of(3),
                2,
                false,
                0,
                Optional.empty()),
            new NextHop(
                Optional.of(IpAddress.of("10.9.0.3")),
                OptionalInt.of(3),
                256,
                true,
                7,
                Optional.of(new Mpls(List.of(16)))));
    var route =
        new Route(
            IpPrefix.of("198.51.100.0/24"),
            RouteType.UNICAST,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Route.MAIN,
            0,
            Scope.GLOBAL,
            RouteKernel.PROTOCOL,
            false,
            hops,
            RouteProperties.NONE);
    var expected =
        "02 18 00 00 fe 48 00 01 00000000 0800 0f00 fe000000 0800 0100 c6336400"
            + "4000 0900"
            + "1000 00 01 03000000 0800 0500 0a090002"
            + "2c00 04 ff 03000000 0800 0500 0a090003 0800 0b00 07000000"
            + "0c00 1680 0800 0100 00010100 0600 1500 0100 0000";
    assertThat(bytes(route)).isEqualTo(compact(expected));
    assertThat(read(route).nextHops()).isEqualTo(hops);
    assertThat(route)
        .hasToString(
            "198.51.100.0/24 nexthop via 10.9.0.2 dev #3 weight 2"
                + " nexthop via 10.9.0.3 dev #3 weight 256");
  }

  @Test
  void readsOnlyTheWholeNextHops() {
    var route = HEADER + REST;
    assertThat(decode(route + "0c00 0900 0800 00 00 03000000").nextHops()).hasSize(1);
    assertThat(decode(route + "0c00 0900 0900 00 00 03000000").nextHops()).isEmpty();
    assertThat(decode(route + "0c00 0900 0700 00 00 03000000").nextHops()).isEmpty();
    assertThat(decode(route + "0800 0900 0800 00 00").nextHops()).isEmpty();
  }

  @Test
  void writesAndReadsAnIpv6GatewayOfAnIpv4Route() {
    var route = Route.via(IpPrefix.of("198.51.100.0/24"), IpAddress.of("fe80::1"));
    assertThat(bytes(route))
        .isEqualTo(
            compact(
                "02 18 00 00 fe 48 00 01 00000000 0800 0f00 fe000000 0800 0100 c6336400"
                    + "1600 1200 0a00 fe800000000000000000000000000001 0000"));
    assertThat(read(route)).isEqualTo(route);
    assertThat(decode(HEADER + REST + "0500 1200 0a 000000").gateway()).isEmpty();
    assertThat(decode(HEADER + REST + "0800 1200 0a00 0000").gateway()).isEmpty();
  }

  @Test
  void writesAndReadsMetricsAndTheirLocks() {
    var metrics =
        new RouteMetrics(
            Map.of(RouteMetric.MTU, 1300, RouteMetric.HOPLIMIT, 64, RouteMetric.QUICKACK, 0),
            1 << RouteMetric.MTU.number() | 1 << RouteMetric.CONGESTION_CONTROL,
            Optional.of("reno"));
    var route = TO_LINK.with(RouteProperties.metrics(metrics));
    assertThat(bytes(route))
        .isEqualTo(
            compact(
                HEADER
                    + REST
                    + "2800 0880 0800 0100 04000100 0800 0200 14050000 0800 0a00 40000000"
                    + "0900 1000 72656e6f00 000000"));
    assertThat(read(route)).isEqualTo(route);
    assertThat(metrics).hasToString(" mtu lock 1300 hoplimit 64 congctl lock reno");
  }

  @Test
  void writesAndReadsTheOtherPropertiesOfARoute() {
    var v4 =
        TO_LINK.with(
            new RouteProperties(
                4,
                Optional.empty(),
                3 << 16 | 4,
                Optional.empty(),
                RouteMetrics.NONE,
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Placement.PREPEND));
    assertThat(bytes(v4))
        .isEqualTo(
            compact(HEADER.replace("02 18 00 00", "02 18 00 04") + REST + "0800 0b00 04000300"));
    assertThat(read(v4)).isEqualTo(v4);
    assertThat(RouteProperties.realmsText(3 << 16 | 4)).isEqualTo("3/4");
    assertThat(RouteProperties.realmsText(4)).isEqualTo("4");

    var v6 =
        Route.dev(IpPrefix.of("2001:db8:1::/64"), 3)
            .with(
                new RouteProperties(
                    0,
                    Optional.of(IpPrefix.of("2001:db8::/32")),
                    0,
                    Optional.empty(),
                    RouteMetrics.NONE,
                    OptionalInt.of(3),
                    OptionalLong.of(600),
                    Optional.of(true),
                    Placement.APPEND));
    assertThat(bytes(v6))
        .isEqualTo(
            compact(
                "0a 40 20 00 fe 48 00 01 00000000 0800 0f00 fe000000"
                    + "1400 0100 20010db8000100000000000000000000"
                    + "1400 0200 20010db8000000000000000000000000"
                    + "0800 0400 03000000"
                    + "0500 1400 03 000000 0800 1700 58020000 0500 1a00 01 000000"));
    assertThat(read(v6).properties().from()).hasValue(IpPrefix.of("2001:db8::/32"));
    assertThat(read(v6).properties().preference()).hasValue(3);
  }

  @Test
  void readsTheTimeThatARouteHasLeft() {
    var cache = "2400 0c00 00000000 00000000 70170000" + "00000000".repeat(5);
    assertThat(decode(HEADER + REST + cache).properties().expiresSeconds()).hasValue(60);
    assertThat(decode(HEADER + REST + cache.replace("70170000", "00000000")).properties())
        .isEqualTo(RouteProperties.NONE);
  }

  @Test
  void writesAndReadsThePropertiesOfARule() {
    var rule =
        new Rule(
            Family.IPV4,
            RuleAction.LOOKUP,
            Optional.empty(),
            Optional.empty(),
            254,
            OptionalInt.of(100),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            RouteKernel.PROTOCOL,
            0,
            new RuleProperties(
                true,
                16,
                30 << 16 | 20,
                OptionalInt.of(0),
                OptionalInt.of(5),
                false,
                Optional.of(new Range(10_000, 19_999)),
                17,
                Optional.of(new Range(10, 20)),
                Optional.of(new Range(80, 80)),
                55));
    var expected =
        "02 00 00 10 fe 00 00 01 02000000"
            + "0500 1500 48 000000 0800 0f00 fe000000 0800 0600 64000000"
            + "0800 0b00 14001e00 0800 0e00 00000000 0800 0d00 05000000"
            + "0c00 1400 10270000 1f4e0000 0500 1600 11 000000"
            + "0800 1700 0a00 1400 0800 1800 5000 5000 0c00 0c00 0000000000000037";
    assertThat(Encoding.of(w -> RuleCodec.write(w, rule))).isEqualTo(compact(expected));
    assertThat(RuleCodec.decode(message(expected))).hasValue(rule);
    assertThat(rule)
        .hasToString(
            "rule not from all tos 0x10 uidrange 10000-19999 ipproto 17 sport 10-20 dport 80"
                + " tun_id 55 lookup 254 suppress_prefixlength 0 suppress_ifgroup 5 realms 30/20"
                + " priority 100");
  }

  @Test
  void writesAndReadsTheOtherActionsOfARule() {
    var jump = rule(RuleAction.GOTO, 200, RuleProperties.NONE);
    var expected =
        "02 00 00 00 00 00 00 02 00000000 0500 1500 48 000000 0800 0600 64000000"
            + "0800 0400 c8000000";
    assertThat(Encoding.of(w -> RuleCodec.write(w, jump))).isEqualTo(compact(expected));
    assertThat(RuleCodec.decode(message(expected))).hasValue(jump);
    assertThat(jump).hasToString("rule from all goto 200 priority 100");
    assertThat(rule(RuleAction.NOP, 0, RuleProperties.NONE))
        .hasToString("rule from all nop priority 100");

    var none = RuleProperties.NONE;
    var vrfs =
        rule(
            RuleAction.LOOKUP,
            0,
            new RuleProperties(
                false,
                0,
                0,
                none.suppressPrefixLength(),
                none.suppressGroup(),
                true,
                none.users(),
                0,
                none.sourcePorts(),
                none.destinationPorts(),
                0));
    assertThat(RuleCodec.decode(message(Encoding.of(w -> RuleCodec.write(w, vrfs)))))
        .hasValue(vrfs);
    assertThat(vrfs).hasToString("rule from all l3mdev priority 100");
  }

  @Test
  void readsAKernelsAnswerAboutARuleWithoutSuppressors() {
    var reported =
        "02 00 00 00 64 00 00 01 00000000 0500 1500 48 000000 0800 0f00 64000000"
            + "0800 0e00 ffffffff 0800 0600 64000000 0800 1700 1400 0a00";
    assertThat(RuleCodec.decode(message(reported)))
        .hasValueSatisfying(rule -> assertThat(rule.properties()).isEqualTo(RuleProperties.NONE));
  }

  private static Rule rule(RuleAction action, int target, RuleProperties properties) {
    return new Rule(
        Family.IPV4,
        action,
        Optional.empty(),
        Optional.empty(),
        0,
        OptionalInt.of(100),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        RouteKernel.PROTOCOL,
        target,
        properties);
  }

  private static Route encapsulated(Encapsulation encapsulation) {
    return TO_LINK.with(
        new RouteProperties(
            0,
            Optional.empty(),
            0,
            Optional.of(encapsulation),
            RouteMetrics.NONE,
            OptionalInt.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            Placement.PREPEND));
  }

  private static String bytes(Route route) {
    return Encoding.of(w -> RouteCodec.write(w, route));
  }

  private static Route read(Route route) {
    return decode(bytes(route));
  }

  private static Route decode(String hex) {
    return RouteCodec.decode(message(hex)).orElseThrow();
  }

  private static NetlinkMessage message(String hex) {
    var payload = ByteBuffer.wrap(HexFormat.of().parseHex(compact(hex)));
    return new NetlinkMessage(0, 0, 1, payload.order(ByteOrder.nativeOrder()));
  }

  private static String compact(String hex) {
    return hex.replace(" ", "");
  }
}
