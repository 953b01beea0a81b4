package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.VirtualRoute;

/** The keys of the addresses, routes and rules that a master holds. */
public final class HoldingKeywords {

  private static final NumberType TABLE =
      NumberType.from(1, 0xffff_ffffL)
          .orNamed("main", 254)
          .orNamed("default", 253)
          .orNamed("local", 255);

  public static final Key<IpPrefix> ADDRESS =
      Key.required(
          "address",
          PrefixType.INSTANCE,
          "the address with its prefix length; without a length /32 for IPv4, /128 for IPv6");
  public static final Key<String> ADDRESS_INTERFACE =
      Key.derived(
          "interface",
          TextType.INTERFACE,
          "the instance's interface",
          "the link that carries the address");
  public static final Key<String> LABEL =
      Key.optional(
          "label",
          TextType.upTo(15, "a label of at most 15 characters, such as eth0:1"),
          "none",
          "the label that ip and ifconfig show with an IPv4 address");
  public static final Key<Long> SCOPE =
      Key.standard(
          "scope",
          NumberType.from(0, 255)
              .orNamed("global", 0)
              .orNamed("site", 200)
              .orNamed("link", 253)
              .orNamed("host", 254),
          "global",
          "where the address is valid: everywhere, at the site, on the link, or on this host");
  public static final Key<IpAddress> BROADCAST =
      Key.optional(
          "broadcast", AddressType.HOST, "none", "the broadcast address of an IPv4 address");
  public static final Key<IpAddress> PEER =
      Key.optional(
          "peer",
          AddressType.HOST,
          "none",
          "the address of the other end of a point-to-point link");
  public static final Key<Boolean> PREFIX_ROUTE =
      Key.standard(
          "prefix-route",
          BooleanType.INSTANCE,
          "true",
          "whether the kernel adds a route to the prefix (keepalived's keyword means the"
              + " opposite)");
  public static final Key<Boolean> DUPLICATE_ADDRESS_DETECTION =
      Key.standard(
          "duplicate-address-detection",
          BooleanType.INSTANCE,
          "false",
          "whether the kernel looks for another owner of an IPv6 address before it uses the"
              + " address, which delays a takeover");
  public static final Key<Boolean> TRACKED =
      Key.standard(
          "tracked",
          BooleanType.INSTANCE,
          "true",
          "whether the removal of the address by another program counts as a loss (keepalived's"
              + " keyword means the opposite)");
  private static final Section VIRTUAL_ADDRESS =
      Section.of(
              "virtual address",
              "An address that moves with the mastership.",
              ADDRESS,
              ADDRESS_INTERFACE,
              LABEL,
              SCOPE,
              BROADCAST,
              PEER,
              PREFIX_ROUTE,
              DUPLICATE_ADDRESS_DETECTION,
              TRACKED,
              VmacKeywords.OF_ADDRESS)
          .withShorthand(ADDRESS);
  public static final Key<List<Entry<Fields>>> ADDRESSES =
      Key.optional(
          "addresses",
          ListType.of(VIRTUAL_ADDRESS),
          "none",
          "the addresses that the master holds and lists in its adverts, in this order; an address"
              + " of the other family is held but not listed");
  public static final Key<List<Entry<Fields>>> EXCLUDED_ADDRESSES =
      Key.optional(
          "excluded-addresses",
          ListType.of(VIRTUAL_ADDRESS),
          "none",
          "addresses of either family that the master holds but does not list in its adverts");

  public static final Key<IpPrefix> DESTINATION =
      Key.required(
          "destination",
          PrefixType.INSTANCE,
          "where the route leads; 0.0.0.0/0 or ::/0 for the default route");
  public static final Key<VirtualRoute.Type> ROUTE_TYPE =
      Key.standard(
          "type",
          ChoiceType.of(
                  "unicast", VirtualRoute.Type.UNICAST,
                  "blackhole", VirtualRoute.Type.BLACKHOLE)
              .or("unreachable", VirtualRoute.Type.UNREACHABLE)
              .or("prohibit", VirtualRoute.Type.PROHIBIT),
          "unicast",
          "what the kernel does with a packet that the route fits");
  public static final Key<IpAddress> GATEWAY =
      Key.optional("gateway", AddressType.HOST, "none", "the next router");
  public static final Key<String> ROUTE_INTERFACE =
      Key.derived(
          "interface", TextType.INTERFACE, "the kernel's choice", "the link that packets leave by");
  public static final Key<IpAddress> ROUTE_SOURCE =
      Key.derived(
          "source",
          AddressType.HOST,
          "the kernel's choice",
          "the source address of packets from this host");
  public static final Key<Long> ROUTE_TABLE =
      Key.standard("table", TABLE, "main", "the routing table that holds the route");
  public static final Key<Long> METRIC =
      Key.standard(
          "metric",
          NumberType.from(0, 0xffff_ffffL),
          "0",
          "the route with the lower metric is preferred; 0: the kernel's default");
  public static final Key<Long> MTU =
      Key.standard(
          "mtu",
          NumberType.from(0, 65_535),
          "0",
          "the greatest size of a packet in bytes; 0: the MTU of the link");
  public static final Key<Boolean> ON_LINK =
      Key.standard(
          "on-link",
          BooleanType.INSTANCE,
          "false",
          "whether the gateway is reached directly on the link, although no address of the link"
              + " covers it");
  public static final Key<List<Entry<Fields>>> ROUTES =
      Key.optional(
          "routes",
          ListType.of(
              Section.of(
                  "virtual route",
                  "A route that moves with the mastership.",
                  DESTINATION,
                  ROUTE_TYPE,
                  GATEWAY,
                  ROUTE_INTERFACE,
                  ROUTE_SOURCE,
                  ROUTE_TABLE,
                  METRIC,
                  MTU,
                  ON_LINK)),
          "none",
          "routes that the master holds");

  public static final Key<Family> RULE_FAMILY =
      Key.derived(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "the family of from or to, else of the instance",
          "the family of the packets that the rule fits");
  public static final Key<IpPrefix> FROM =
      Key.derived("from", PrefixType.INSTANCE, "any", "the source of the packets");
  public static final Key<IpPrefix> TO =
      Key.derived("to", PrefixType.INSTANCE, "any", "the destination of the packets");
  public static final Key<String> INPUT_INTERFACE =
      Key.derived(
          "input-interface", TextType.INTERFACE, "any", "the link that a packet came in by");
  public static final Key<String> OUTPUT_INTERFACE =
      Key.derived(
          "output-interface",
          TextType.INTERFACE,
          "any",
          "the link that the sending socket is bound to");
  public static final Key<Long> FIREWALL_MARK =
      Key.standard(
          "firewall-mark", NumberType.bits(), "0", "the firewall mark of the packets; 0: any");
  public static final Key<Long> FIREWALL_MASK =
      Key.standard(
          "firewall-mask", NumberType.bits(), "0", "the bits of the mark that count; 0: all");
  public static final Key<Long> RULE_TABLE =
      Key.standard("table", TABLE, "main", "the routing table that the rule selects");
  public static final Key<Long> RULE_PRIORITY =
      Key.required(
          "priority",
          NumberType.from(0, 0xffff_ffffL),
          "rules with a lower number come first; the kernel's own rules have 0, 32766 and 32767");
  public static final Key<List<Entry<Fields>>> RULES =
      Key.optional(
          "rules",
          ListType.of(
              Section.of(
                  "virtual rule",
                  "A routing policy rule that moves with the mastership.",
                  RULE_PRIORITY,
                  RULE_FAMILY,
                  FROM,
                  TO,
                  INPUT_INTERFACE,
                  OUTPUT_INTERFACE,
                  FIREWALL_MARK,
                  FIREWALL_MASK,
                  RULE_TABLE)),
          "none",
          "routing policy rules that the master holds");

  private HoldingKeywords() {}
}
