package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;

/** The keys of the addresses that a master holds. */
public final class HoldingKeywords {

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
  public static final Key<Boolean> HOME =
      Key.standard(
          "home",
          BooleanType.INSTANCE,
          "false",
          "whether an IPv6 address is a home address of Mobile IPv6");
  public static final Key<Boolean> MANAGE_TEMPORARY =
      Key.standard(
          "manage-temporary",
          BooleanType.INSTANCE,
          "false",
          "whether the kernel derives temporary addresses from an IPv6 address with /64");
  public static final Key<Boolean> AUTO_JOIN =
      Key.standard(
          "auto-join",
          BooleanType.INSTANCE,
          "false",
          "whether the kernel joins the group of a multicast address");
  public static final Key<Duration> PREFERRED_LIFETIME =
      Key.optional(
          "preferred-lifetime",
          DurationType.upTo(Duration.ofSeconds(0xffff_fffeL)).orForever(),
          "forever; 0 for /128",
          "how long, in whole seconds from when it is added, an IPv6 address may be the source of"
              + " new connections");

  static final List<Key<?>> OF_ADDRESS =
      List.of(
          ADDRESS,
          ADDRESS_INTERFACE,
          LABEL,
          SCOPE,
          BROADCAST,
          PEER,
          PREFIX_ROUTE,
          DUPLICATE_ADDRESS_DETECTION,
          HOME,
          MANAGE_TEMPORARY,
          AUTO_JOIN,
          PREFERRED_LIFETIME,
          TRACKED);

  private static final Section VIRTUAL_ADDRESS =
      Section.of("virtual address", "An address that moves with the mastership.", OF_ADDRESS)
          .plus(List.of(VmacKeywords.OF_ADDRESS))
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

  private HoldingKeywords() {}
}
