package org.holdfast.linux.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.holdfast.linux.netlink.Encoding;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.net.RouteMetrics;
import org.holdfast.net.RouteProperties;
import org.junit.jupiter.api.Test;

/** The bytes are in little-endian order: the agent runs only on little-endian machines. */
class RouteCodecTest {

  private static final String LINK =
      "00 00 0100 03000000 43100100 00000000" // Ethernet, index 3, UP RUNNING MULTICAST LOWER_UP
          + "0900 0300 6574683000 000000" // eth0
          + "0500 1000 06 000000" // operational state up
          + "0800 0400 dc050000" // MTU 1500
          + "0800 0500 04000000" // stands on link 4
          + "0800 0a00 05000000" // part of link 5
          + "0a00 0100 00005e000133 0000" // its address
          + "1000 1280 0900 0100 7665746800 000000"; // veth

  private static final String ADDRESS =
      "02 18 00 fd 03000000" // IPv4, /24, scope link, link 3
          + "0800 0200 0a00000a" // 10.0.0.10
          + "0800 0100 0a00000a"
          + "0d00 0300 657468303a76697000 000000" // eth0:vip
          + "0800 0400 0a0000ff" // broadcast 10.0.0.255
          + "0800 0800 00020000" // no prefix route
          + "0500 0b00 48 000000" // protocol 72
          + "1400 0600 3c000000 78000000 00000000 00000000"; // preferred 60 s, valid 120 s

  private static final String ROUTE =
      "02 18 00 00 00 48 00 01 04000000" // IPv4, /24, protocol 72, global, unicast, on-link
          + "0800 0f00 e8030000" // table 1000
          + "0800 0100 c6336400" // 198.51.100.0
          + "0800 0400 03000000" // device 3
          + "0800 0500 0a000001" // gateway 10.0.0.1
          + "0800 0600 4d000000" // metric 77
          + "0800 0700 0a00000a" // source 10.0.0.10
          + "0c00 0880 0800 0200 78050000"; // MTU 1400

  private static final String RULE =
      "0a 40 80 00 00 00 00 01 00000000" // IPv6, to /64, from /128, look up
          + "0500 1500 48 000000" // protocol 72
          + "1400 0200 20010db8000000000000000000000010"
          + "1400 0100 20010db8000000010000000000000000"
          + "0800 0f00 e8030000" // table 1000
          + "0800 0600 64000000" // priority 100
          + "0900 0300 6574683000 000000" // iif eth0
          + "0900 1100 6574683100 000000" // oif eth1
          + "0800 0a00 07000000 0800 1000 ff000000"; // mark 7/0xff

  private static final LinkAddress VIP =
      new LinkAddress(
          3,
          IpPrefix.of("10.0.0.10/24"),
          Scope.LINK,
          Optional.of("eth0:vip"),
          Optional.of(IpAddress.of("10.0.0.255")),
          Optional.empty(),
          LinkAddress.NO_PREFIX_ROUTE,
          RouteKernel.PROTOCOL,
          60,
          120);

  @Test
  void readsALink() {
    assertThat(LinkCodec.decode(message(LINK)))
        .hasValue(
            new Link(
                3,
                "eth0",
                0x11043,
                OperState.UP,
                1,
                OptionalLong.of(0x00005e000133L),
                1500,
                OptionalInt.of(5),
                OptionalInt.of(4),
                Optional.of("veth")));
  }

  @Test
  void writesAMacvlan() {
    assertThat(
            Encoding.of(
                w -> LinkCodec.writeMacvlan(w, "vrrp.51", 4, MacAddress.of("00:00:5e:00:01:33"))))
        .isEqualTo(
            compact(
                "00 00 0000 00000000 00000000 00000000"
                    + "0c00 0300 767272702e353100" // vrrp.51
                    + "0800 0500 04000000" // on link 4
                    + "0a00 0100 00005e000133 0000" // its address
                    + "1c00 1280 0c00 0100 6d6163766c616e00" // macvlan
                    + "0c00 0280 0800 0100 04000000")); // in bridge mode
  }

  @Test
  void marksLinksAndSetsThemUpAndDown() {
    assertThat(Encoding.of(w -> LinkCodec.writeAlias(w, 7, "holdfast")))
        .isEqualTo(
            compact("00 00 0000 07000000 00000000 00000000 0d00 1400 686f6c6466617374 00 000000"));
    assertThat(Encoding.of(w -> LinkCodec.writeUp(w, 7, true)))
        .isEqualTo(compact("00 00 0000 07000000 01000000 01000000"));
    assertThat(Encoding.of(w -> LinkCodec.writeUp(w, 7, false)))
        .isEqualTo(compact("00 00 0000 07000000 00000000 01000000"));
  }

  @Test
  void readsTheAliasOfALink() {
    var marked = LINK + "0d00 1400 686f6c6466617374 00 000000";
    assertThat(LinkCodec.alias(message(marked))).hasValue("holdfast");
    assertThat(LinkCodec.alias(message(LINK))).isEmpty();
  }

  @Test
  void ignoresMessagesOfBridgePorts() {
    assertThat(LinkCodec.decode(message("07" + LINK.substring(2)))).isEmpty();
  }

  @Test
  void writesAndReadsAnAddress() {
    assertThat(AddressCodec.decode(message(ADDRESS))).hasValue(VIP);
    assertThat(Encoding.of(w -> AddressCodec.write(w, VIP))).isEqualTo(compact(ADDRESS));
  }

  @Test
  void leavesOutAttributesThatTheKernelDerives() {
    var found = VIP.withFlags(LinkAddress.NO_PREFIX_ROUTE | 0x80 | LinkAddress.TENTATIVE);
    assertThat(Encoding.of(w -> AddressCodec.write(w, found))).isEqualTo(compact(ADDRESS));
  }

  @Test
  void readsThePeerIndexOfAVeth() {
    var pointToPoint = "02 20 00 00 03000000 0800 0200 c0000201 0800 0100 c0000209";
    assertThat(AddressCodec.decode(message(pointToPoint)).orElseThrow())
        .satisfies(a -> assertThat(a.prefix()).isEqualTo(IpPrefix.of("192.0.2.1/32")))
        .satisfies(a -> assertThat(a.peer()).hasValue(IpAddress.of("192.0.2.9")));
  }

  @Test
  void writesAndReadsARoute() {
    var route =
        new Route(
                IpPrefix.of("198.51.100.0/24"),
                RouteType.UNICAST,
                Optional.of(IpAddress.of("10.0.0.1")),
                OptionalInt.of(3),
                Optional.of(IpAddress.of("10.0.0.10")),
                1000,
                77,
                Scope.GLOBAL,
                RouteKernel.PROTOCOL,
                true)
            .with(RouteProperties.metrics(RouteMetrics.mtu(1400)));
    assertThat(RouteCodec.decode(message(ROUTE))).hasValue(route);
    assertThat(Encoding.of(w -> RouteCodec.write(w, route))).isEqualTo(compact(ROUTE));
  }

  @Test
  void writesAndReadsADefaultRoute() {
    var route = Route.via(IpPrefix.of("::/0"), IpAddress.of("fe80::1"));
    var written = Encoding.of(w -> RouteCodec.write(w, route));
    assertThat(RouteCodec.decode(message(written))).hasValue(route);
    assertThat(route).hasToString("default via fe80::1");
  }

  @Test
  void writesAndReadsARule() {
    var rule =
        new Rule(
            Family.IPV6,
            RuleAction.LOOKUP,
            Optional.of(IpPrefix.of("2001:db8::10/128")),
            Optional.of(IpPrefix.of("2001:db8:0:1::/64")),
            1000,
            OptionalInt.of(100),
            Optional.of("eth0"),
            Optional.of("eth1"),
            Optional.of(new Rule.Mark(7, 0xff)),
            RouteKernel.PROTOCOL);
    assertThat(RuleCodec.decode(message(RULE))).hasValue(rule);
    assertThat(Encoding.of(w -> RuleCodec.write(w, rule))).isEqualTo(compact(RULE));
    assertThat(rule)
        .hasToString(
            "rule from 2001:db8::10/128 to 2001:db8:0:1::/64 iif eth0 oif eth1 fwmark 0x7/0xff"
                + " lookup 1000 priority 100");
  }

  @Test
  void readsNothingFromATruncatedHeader() {
    IntStream.range(0, 8)
        .forEach(length -> assertThat(AddressCodec.decode(cut(ADDRESS, length))).isEmpty());
    IntStream.range(0, 12)
        .forEach(length -> assertThat(RouteCodec.decode(cut(ROUTE, length))).isEmpty());
    IntStream.range(0, 12)
        .forEach(length -> assertThat(RuleCodec.decode(cut(RULE, length))).isEmpty());
    IntStream.range(0, 25)
        .forEach(length -> assertThat(LinkCodec.decode(cut(LINK, length))).isEmpty());
  }

  @Test
  void refusesAPrefixLongerThanItsFamilyHas() {
    assertThat(AddressCodec.decode(message("02 21" + ADDRESS.substring(5)))).isEmpty();
    assertThat(RouteCodec.decode(message("02 21" + ROUTE.substring(5)))).isEmpty();
  }

  private static NetlinkMessage cut(String hex, int length) {
    return message(compact(hex).substring(0, 2 * length));
  }

  private static NetlinkMessage message(String hex) {
    var payload = ByteBuffer.wrap(HexFormat.of().parseHex(compact(hex)));
    return new NetlinkMessage(0, 0, 1, payload.order(ByteOrder.nativeOrder()));
  }

  private static String compact(String hex) {
    return hex.replace(" ", "");
  }
}
