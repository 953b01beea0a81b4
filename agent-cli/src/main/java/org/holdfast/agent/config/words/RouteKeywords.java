package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
                  EncapsulationKeywords.ENCAPSULATION)),
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

  static final List<Key<?>> OF_ROUTE =
      Stream.concat(
              Stream.of(
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
                  EncapsulationKeywords.ENCAPSULATION,
                  TTL_PROPAGATION),
              RouteMetricKeywords.ALL.stream())
          .toList();

  public static final Key<List<Entry<Fields>>> ROUTES =
      Key.optional(
          "routes",
          ListType.of(
              Section.of("virtual route", "A route that moves with the mastership.", OF_ROUTE)),
          "none",
          "routes that the master holds");

  private RouteKeywords() {}
}
