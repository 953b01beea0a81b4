package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.table.RealmsType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RouteMetric;
import org.holdfast.net.RouteProperties.Placement;
import org.holdfast.vrrp.VirtualRoute;

/** The keys of a route. */
public final class RouteKeywords {

  static final NumberType TABLE_NUMBER =
      NumberType.from(1, 0xffff_ffffL)
          .orNamed("main", 254)
          .orNamed("default", 253)
          .orNamed("local", 255);

  /** The names of protocol numbers in /etc/iproute2/rt_protos that most hosts have. */
  static final NumberType PROTOCOL_NUMBER =
      NumberType.from(1, 255)
          .orNamed("kernel", 2)
          .orNamed("boot", 3)
          .orNamed("static", 4)
          .orNamed("zebra", 11)
          .orNamed("bird", 12)
          .orNamed("dhcp", 16)
          .orNamed("bgp", 186)
          .orNamed("ospf", 188);

  /** The longest time that the kernel's numbers have room for. */
  private static final DurationType ROUND_TRIP =
      DurationType.from(Duration.ofMillis(1), Duration.ofHours(100));

  private static final NumberType ANY = NumberType.from(0, 0xffff_ffffL);

  public static final Key<IpPrefix> DESTINATION =
      Key.required(
          "destination",
          PrefixType.INSTANCE,
          "where the route leads; 0.0.0.0/0 or ::/0 for the default route");
  public static final Key<VirtualRoute.Type> TYPE =
      Key.standard(
          "type",
          ChoiceType.of(
                  "unicast", VirtualRoute.Type.UNICAST,
                  "blackhole", VirtualRoute.Type.BLACKHOLE)
              .or("unreachable", VirtualRoute.Type.UNREACHABLE)
              .or("prohibit", VirtualRoute.Type.PROHIBIT)
              .or("throw", VirtualRoute.Type.THROW)
              .or("local", VirtualRoute.Type.LOCAL)
              .or("broadcast", VirtualRoute.Type.BROADCAST)
              .or("multicast", VirtualRoute.Type.MULTICAST)
              .or("anycast", VirtualRoute.Type.ANYCAST)
              .or("nat", VirtualRoute.Type.NAT),
          "unicast",
          "what the kernel does with a packet that the route fits; Linux refuses nat");
  public static final Key<IpAddress> GATEWAY =
      Key.optional(
          "gateway",
          AddressType.HOST,
          "none",
          "the next router; that of an IPv4 route may have an IPv6 address");
  public static final Key<String> INTERFACE =
      Key.derived(
          "interface", TextType.INTERFACE, "the kernel's choice", "the link that packets leave by");
  public static final Key<IpAddress> SOURCE =
      Key.derived(
          "source",
          AddressType.HOST,
          "the kernel's choice",
          "the source address of packets from this host");
  public static final Key<Long> TABLE =
      Key.standard("table", TABLE_NUMBER, "main", "the routing table that holds the route");
  public static final Key<String> VRF =
      Key.optional(
          "vrf",
          TextType.INTERFACE,
          "none",
          "the VRF whose table holds the route, instead of table");
  public static final Key<Long> METRIC =
      Key.standard(
          "metric",
          ANY,
          "0",
          "the route with the lower metric is preferred; 0: the kernel's default");
  public static final Key<Boolean> ON_LINK =
      Key.standard(
          "on-link",
          BooleanType.INSTANCE,
          "false",
          "whether the gateway is reached directly on the link, although no address of the link"
              + " covers it");
  public static final Key<Integer> REALMS =
      Key.standard(
          "realms",
          RealmsType.INSTANCE,
          "0",
          "the realm of the packets, or those of source and destination, for traffic control and"
              + " accounting; IPv4 only");

  public static final Key<EncapsulationKind> ENCAPSULATION_TYPE =
      Key.required(
          "type",
          ChoiceType.of("mpls", EncapsulationKind.MPLS, "ip", EncapsulationKind.IP)
              .or("ip6", EncapsulationKind.IP6)
              .or("ila", EncapsulationKind.ILA),
          "the kind of header: MPLS labels, a tunnel over IPv4 or IPv6, or a locator");
  public static final Key<List<Entry<Long>>> LABELS =
      Key.optional(
          "labels",
          ListType.ofSome(NumberType.from(0, 0xf_ffff)).orOne(),
          "none",
          "the MPLS labels, the outermost first");
  public static final Key<Long> TUNNEL_ID = Key.standard("id", ANY, "0", "the key of the tunnel");
  public static final Key<IpAddress> TUNNEL_DESTINATION =
      Key.optional(
          "destination", AddressType.HOST, "that of the link", "the other end of the tunnel");
  public static final Key<IpAddress> TUNNEL_SOURCE =
      Key.derived(
          "source", AddressType.HOST, "the kernel's choice", "this host's end of the tunnel");
  public static final Key<Long> TUNNEL_TOS =
      Key.standard(
          "tos", NumberType.from(0, 255), "0", "the TOS or traffic class of the outer header");
  public static final Key<Long> TUNNEL_HOP_LIMIT =
      Key.standard(
          "hop-limit",
          NumberType.from(0, 255),
          "0",
          "the TTL or hop limit of the outer header; 0: the kernel's default");
  public static final Key<Long> TUNNEL_FLAGS =
      Key.standard(
          "flags",
          NumberType.from(0, 0xffff),
          "0",
          "flags of the tunnel, as the kernel numbers them");
  public static final Key<String> LOCATOR =
      Key.optional(
          "locator",
          TextType.word(19, "four groups of hexadecimal digits, such as 2001:db8:0:1"),
          "none",
          "the upper half of the IPv6 address that packets get");
  public static final Key<Fields> ENCAPSULATION =
      Key.optional(
          "encapsulation",
          Section.of(
              "encapsulation",
              "A header that the kernel puts before the packets of a route.",
              ENCAPSULATION_TYPE,
              LABELS,
              TUNNEL_ID,
              TUNNEL_DESTINATION,
              TUNNEL_SOURCE,
              TUNNEL_TOS,
              TUNNEL_HOP_LIMIT,
              TUNNEL_FLAGS,
              LOCATOR),
          "none",
          "a header that the packets get");

  public static final Key<Long> WEIGHT =
      Key.standard("weight", NumberType.from(1, 256), "1", "this next hop's share of the traffic");
  public static final Key<List<Entry<Fields>>> NEXT_HOPS =
      Key.optional(
          "next-hops",
          ListType.ofSome(
              Section.of(
                  "next hop",
                  "One of several ways of a route.",
                  GATEWAY,
                  INTERFACE,
                  WEIGHT,
                  ON_LINK,
                  REALMS,
                  ENCAPSULATION)),
          "none",
          "several ways that share the traffic, instead of gateway and interface");

  public static final Key<IpPrefix> FROM =
      Key.derived(
          "from",
          PrefixType.INSTANCE,
          "any",
          "the source of the packets that the route fits; IPv6 only");
  public static final Key<Long> TOS =
      Key.standard(
          "tos",
          NumberType.from(0, 255),
          "0",
          "the TOS of the packets that the route fits; 0: any; IPv4 only");
  public static final Key<Long> SCOPE =
      Key.derived(
          "scope",
          NumberType.from(0, 255)
              .orNamed("global", 0)
              .orNamed("site", 200)
              .orNamed("link", 253)
              .orNamed("host", 254)
              .orNamed("nowhere", 255),
          "link without a gateway, host for local and nat, otherwise global",
          "how far the destination is; IPv4 only");
  public static final Key<Long> PROTOCOL =
      Key.derived(
          "protocol",
          PROTOCOL_NUMBER,
          "the agent's own, 72",
          "the number of the program that the route is attributed to; needs tracked: false, because"
              + " the agent knows its own routes by their number");
  public static final Key<Boolean> TRACKED =
      Key.standard(
          "tracked",
          BooleanType.INSTANCE,
          "true",
          "whether the route is put back if another program removes it (keepalived's keyword means"
              + " the opposite)");
  public static final Key<Placement> PLACEMENT =
      Key.standard(
          "placement",
          ChoiceType.of("prepend", Placement.PREPEND, "append", Placement.APPEND)
              .or("add", Placement.ADD),
          "prepend",
          "the place among routes to the same destination with the same metric: before them, after"
              + " them, or only if there is none");
  public static final Key<Integer> PREFERENCE =
      Key.derived(
          "router-preference",
          ChoiceType.of("low", 3, "medium", 0).or("high", 1),
          "medium",
          "the preference of the router (RFC 4191); IPv6 only");
  public static final Key<Duration> EXPIRES =
      Key.optional(
          "expires",
          DurationType.from(Duration.ofSeconds(1), Duration.ofHours(1_000_000)),
          "the route stays",
          "the time in whole seconds after which the kernel removes the route, which is then not"
              + " put back; IPv6 only");
  public static final Key<Boolean> TTL_PROPAGATION =
      Key.derived(
          "ttl-propagation",
          BooleanType.INSTANCE,
          "the kernel's choice",
          "whether the TTL is copied between the IP header and MPLS labels");

  public static final Key<Long> MTU =
      Key.standard(
          "mtu",
          NumberType.from(0, 65_535),
          "0",
          "the greatest size of a packet in bytes; 0: the MTU of the link");
  public static final Key<Long> ADVMSS =
      Key.standard(
          "advmss",
          NumberType.from(0, 65_495),
          "0",
          "the segment size that TCP advertises; 0: derived from the MTU");
  public static final Key<Long> HOP_LIMIT =
      Key.standard(
          "hop-limit", NumberType.from(0, 255), "0", "the hop limit of packets; 0: the host's");
  public static final Key<Duration> RTT =
      Key.optional("rtt", ROUND_TRIP, "measured", "TCP's first estimate of the round-trip time");
  public static final Key<Duration> RTTVAR =
      Key.optional("rttvar", ROUND_TRIP, "measured", "TCP's first estimate of its variance");
  public static final Key<Duration> RTO_MIN =
      Key.optional(
          "rto-min", ROUND_TRIP, "the kernel's default", "TCP's least retransmission time");
  public static final Key<Long> REORDERING =
      Key.standard(
          "reordering", ANY, "0", "how far TCP expects segments to be reordered; 0: the host's");
  public static final Key<Long> WINDOW =
      Key.standard("window", ANY, "0", "the largest window in bytes that TCP advertises; 0: any");
  public static final Key<Long> CWND =
      Key.standard(
          "cwnd", ANY, "0", "the limit of TCP's congestion window, if it is locked; 0: none");
  public static final Key<Long> SSTHRESH =
      Key.standard("ssthresh", ANY, "0", "TCP's first slow-start threshold; 0: the kernel's");
  public static final Key<Long> INITCWND =
      Key.standard(
          "initcwnd", ANY, "0", "TCP's first congestion window in segments; 0: the kernel's");
  public static final Key<Long> INITRWND =
      Key.standard("initrwnd", ANY, "0", "TCP's first receive window in segments; 0: the kernel's");
  public static final Key<Boolean> ECN =
      Key.standard("ecn", BooleanType.INSTANCE, "false", "whether TCP asks for ECN");
  public static final Key<Boolean> QUICKACK =
      Key.standard("quickack", BooleanType.INSTANCE, "false", "whether TCP acknowledges at once");
  public static final Key<Boolean> FASTOPEN_NO_COOKIE =
      Key.standard(
          "fastopen-no-cookie",
          BooleanType.INSTANCE,
          "false",
          "whether TCP Fast Open needs no cookie");
  public static final Key<String> CONGESTION_CONTROL =
      Key.optional(
          "congestion-control",
          TextType.word(15, "the name of an algorithm, such as bbr"),
          "the host's",
          "TCP's congestion control algorithm");
  public static final Key<List<Entry<Integer>>> LOCKED =
      Key.optional(
          "locked",
          ListType.ofSome(
                  ChoiceType.of(
                          "mtu", RouteMetric.MTU.number(), "advmss", RouteMetric.ADVMSS.number())
                      .or("rtt", RouteMetric.RTT.number())
                      .or("rttvar", RouteMetric.RTTVAR.number())
                      .or("rto-min", RouteMetric.RTO_MIN.number())
                      .or("reordering", RouteMetric.REORDERING.number())
                      .or("cwnd", RouteMetric.CWND.number())
                      .or("ssthresh", RouteMetric.SSTHRESH.number())
                      .or("congestion-control", RouteMetric.CONGESTION_CONTROL))
              .orOne(),
          "none",
          "those of these values that the kernel must not adapt");

  static final List<Key<?>> OF_ROUTE =
      List.of(
          DESTINATION,
          TYPE,
          GATEWAY,
          INTERFACE,
          NEXT_HOPS,
          SOURCE,
          TABLE,
          VRF,
          METRIC,
          ON_LINK,
          FROM,
          TOS,
          SCOPE,
          REALMS,
          PROTOCOL,
          TRACKED,
          PLACEMENT,
          PREFERENCE,
          EXPIRES,
          ENCAPSULATION,
          TTL_PROPAGATION,
          MTU,
          ADVMSS,
          HOP_LIMIT,
          RTT,
          RTTVAR,
          RTO_MIN,
          REORDERING,
          WINDOW,
          CWND,
          SSTHRESH,
          INITCWND,
          INITRWND,
          ECN,
          QUICKACK,
          FASTOPEN_NO_COOKIE,
          CONGESTION_CONTROL,
          LOCKED);

  public static final Key<List<Entry<Fields>>> ROUTES =
      Key.optional(
          "routes",
          ListType.of(
              Section.of("virtual route", "A route that moves with the mastership.", OF_ROUTE)),
          "none",
          "routes that the master holds");

  /** The kinds of {@link #ENCAPSULATION}. */
  public enum EncapsulationKind {
    MPLS,
    IP,
    IP6,
    ILA
  }

  private RouteKeywords() {}
}
