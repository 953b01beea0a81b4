package org.holdfast.agent.config.words;

import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;

/** The keys of a header that the kernel puts before the packets of a route. */
public final class EncapsulationKeywords {

  /** The kinds of {@link #ENCAPSULATION}. */
  public enum Kind {
    MPLS,
    IP,
    IP6,
    ILA
  }

  public static final Key<Kind> TYPE =
      Key.required(
          "type",
          ChoiceType.of("mpls", Kind.MPLS, "ip", Kind.IP).or("ip6", Kind.IP6).or("ila", Kind.ILA),
          "the kind of header: MPLS labels, a tunnel over IPv4 or IPv6, or a locator");
  public static final Key<List<Entry<Long>>> LABELS =
      Key.optional(
          "labels",
          ListType.ofSome(NumberType.from(0, 0xf_ffff)).orOne(),
          "none",
          "the MPLS labels, the outermost first");
  public static final Key<Long> TUNNEL_ID =
      Key.standard("id", NumberType.from(0, 0xffff_ffffL), "0", "the key of the tunnel");
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
              TYPE,
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

  private EncapsulationKeywords() {}
}
