package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberRangeType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.table.RealmsType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.RuleProperties.Range;
import org.holdfast.vrrp.VirtualRule;

/** The keys of a routing policy rule. */
public final class RuleKeywords {

  private static final NumberRangeType PORTS = NumberRangeType.from(1, 65_535, "80 or 8000-8999");

  public static final Key<Family> FAMILY =
      Key.derived(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "the family of from or to, else of the instance",
          "the family of the packets that the rule fits");
  public static final Key<Boolean> INVERTED =
      Key.standard(
          "inverted",
          BooleanType.INSTANCE,
          "false",
          "whether the rule is for the packets that it does not fit");
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
  public static final Key<Long> TOS =
      Key.standard(
          "tos", NumberType.from(0, 255), "0", "the TOS or traffic class of the packets; 0: any");
  public static final Key<Range> USERS =
      Key.derived(
          "users",
          NumberRangeType.from(0, 0xffff_fffeL, "1000 or 10000-19999"),
          "any",
          "the numbers of the users whose programs send the packets");
  public static final Key<Long> IP_PROTOCOL =
      Key.standard(
          "ip-protocol",
          NumberType.from(0, 255)
              .orNamed("icmp", 1)
              .orNamed("tcp", 6)
              .orNamed("udp", 17)
              .orNamed("gre", 47)
              .orNamed("esp", 50)
              .orNamed("ah", 51)
              .orNamed("ipv6-icmp", 58)
              .orNamed("sctp", 132),
          "0",
          "the protocol of the packets; 0: any");
  public static final Key<Range> SOURCE_PORT =
      Key.derived("source-port", PORTS, "any", "the source port of the packets");
  public static final Key<Range> DESTINATION_PORT =
      Key.derived("destination-port", PORTS, "any", "the destination port of the packets");
  public static final Key<Long> TUNNEL_ID =
      Key.standard(
          "tunnel-id",
          NumberType.from(0, 0xffff_ffffL),
          "0",
          "the key of the tunnel that the packets came through; 0: any");
  public static final Key<VirtualRule.Action> ACTION =
      Key.standard(
          "action",
          ChoiceType.of(
                  "lookup", VirtualRule.Action.LOOKUP,
                  "nop", VirtualRule.Action.NOP)
              .or("blackhole", VirtualRule.Action.BLACKHOLE)
              .or("unreachable", VirtualRule.Action.UNREACHABLE)
              .or("prohibit", VirtualRule.Action.PROHIBIT),
          "lookup",
          "what the kernel does with the packets: look the route up in table, nothing, or refuse"
              + " them");
  public static final Key<Long> TABLE =
      Key.standard(
          "table", RouteKeywords.TABLE_NUMBER, "main", "the routing table that the rule selects");
  public static final Key<Boolean> VRF_TABLE =
      Key.standard(
          "l3mdev",
          BooleanType.INSTANCE,
          "false",
          "whether the table is that of the VRF to which the packet's link belongs, instead of"
              + " table");
  public static final Key<Long> GOTO =
      Key.optional(
          "goto",
          NumberType.from(1, 0xffff_ffffL),
          "none",
          "the priority of the later rule with which the kernel continues, instead of an action");
  public static final Key<Long> SUPPRESS_PREFIX_LENGTH =
      Key.optional(
          "suppress-prefix-length",
          NumberType.from(0, 128),
          "every route counts",
          "a route of the table with a prefix of at most this length is not used; 0: the default"
              + " route");
  public static final Key<Long> SUPPRESS_INTERFACE_GROUP =
      Key.optional(
          "suppress-interface-group",
          NumberType.from(0, 0x7fff_ffffL),
          "every route counts",
          "a route of the table through an interface of this group is not used");
  public static final Key<Integer> REALMS =
      Key.standard(
          "realms",
          RealmsType.INSTANCE,
          "0",
          "the realm of the packets, or those of source and destination; IPv4 only");
  public static final Key<Long> PROTOCOL =
      Key.derived(
          "protocol",
          RouteKeywords.PROTOCOL_NUMBER,
          "the agent's own, 72",
          "the number of the program that the rule is attributed to; needs tracked: false");
  public static final Key<Boolean> TRACKED =
      Key.standard(
          "tracked",
          BooleanType.INSTANCE,
          "true",
          "whether the rule is put back if another program removes it (keepalived's keyword means"
              + " the opposite)");
  public static final Key<Long> PRIORITY =
      Key.required(
          "priority",
          NumberType.from(0, 0xffff_ffffL),
          "rules with a lower number come first; the kernel's own rules have 0, 32766 and 32767");

  static final List<Key<?>> OF_RULE =
      List.of(
          PRIORITY,
          FAMILY,
          INVERTED,
          FROM,
          TO,
          INPUT_INTERFACE,
          OUTPUT_INTERFACE,
          FIREWALL_MARK,
          FIREWALL_MASK,
          TOS,
          USERS,
          IP_PROTOCOL,
          SOURCE_PORT,
          DESTINATION_PORT,
          TUNNEL_ID,
          ACTION,
          TABLE,
          VRF_TABLE,
          GOTO,
          SUPPRESS_PREFIX_LENGTH,
          SUPPRESS_INTERFACE_GROUP,
          REALMS,
          PROTOCOL,
          TRACKED);

  public static final Key<List<Entry<Fields>>> RULES =
      Key.optional(
          "rules",
          ListType.of(
              Section.of(
                  "virtual rule",
                  "A routing policy rule that moves with the mastership.",
                  OF_RULE)),
          "none",
          "routing policy rules that the master holds");

  private RuleKeywords() {}
}
