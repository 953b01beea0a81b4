package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Holdings.OnAddressLoss;
import org.holdfast.vrrp.VrrpVersion;

/** The keys of an instance: its identity, the transport of its adverts, and the election. */
public final class InstanceKeywords {

  private static final Duration DAY = Duration.ofDays(1);

  // Identity and peers

  public static final Key<String> INTERFACE =
      Key.derived(
          "interface",
          TextType.INTERFACE,
          "required, except with unicast peers and a source address",
          "the link that carries its adverts, and its addresses that name no link of their own."
              + " Without one, adverts follow the host's routes, each address names its link, and"
              + " no link of the adverts is tracked");
  public static final Key<String> VRF =
      Key.optional(
          "vrf",
          TextType.INTERFACE,
          "none",
          "the VRF whose routes the adverts follow, for an instance with unicast peers and without"
              + " an interface");
  public static final Key<Long> VIRTUAL_ROUTER_ID =
      Key.required(
          "virtual-router-id",
          NumberType.from(1, 255),
          "the number of the virtual router, the same on all its routers on the link");
  public static final Key<Family> FAMILY =
      Key.derived(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "the family of the first address, else of the source, else of the first peer, else ipv4",
          "the family of the adverts and of the addresses in them");
  public static final Key<VrrpVersion> VERSION =
      Key.derived(
          "version",
          ChoiceType.of("2", VrrpVersion.V2, "3", VrrpVersion.V3),
          "2 for IPv4, 3 for IPv6",
          "the version of the protocol; IPv6 has only version 3");
  public static final Key<IpAddress> SOURCE_ADDRESS =
      Key.derived(
          "source-address",
          AddressType.HOST,
          "the link's first address; for IPv6 its link-local address",
          "the address that adverts are sent from");
  public static final Key<IpAddress> MULTICAST_GROUP =
      Key.derived(
          "multicast-group",
          AddressType.GROUP,
          "224.0.0.18 or ff02::12",
          "the multicast group that adverts are sent to");

  public static final Key<ChecksumForm> CHECKSUM =
      Key.derived(
          "checksum",
          ChoiceType.of(
                  "pseudo-header", ChecksumForm.PSEUDO_HEADER,
                  "message-only", ChecksumForm.MESSAGE_ONLY)
              .or("historic-unicast", ChecksumForm.HISTORIC_UNICAST),
          "pseudo-header for version 3, message-only for version 2",
          "what the checksum of our adverts covers; only version 3 over IPv4 has the choice."
              + " Received adverts may have any form");

  // Election

  public static final Key<Long> PRIORITY =
      Key.standard(
          "priority",
          NumberType.from(1, 255),
          "100",
          "the router with the highest priority becomes master; 255 means the owner of the"
              + " addresses, whose priority tracks never change");
  public static final Key<Duration> ADVERTISEMENT_INTERVAL =
      Key.standard(
          "advertisement-interval",
          DurationType.from(Duration.ofMillis(10), Duration.ofSeconds(255)),
          "1s",
          "the time between adverts: whole seconds up to 255s for version 2, multiples of 10ms up"
              + " to 40.95s for version 3");
  public static final Key<Boolean> PREEMPT =
      Key.standard(
          "preempt",
          BooleanType.INSTANCE,
          "true",
          "whether the instance takes over from a master of lower priority");
  public static final Key<Duration> PREEMPT_DELAY =
      Key.standard(
          "preempt-delay",
          DurationType.upTo(Duration.ofSeconds(1000)),
          "0",
          "how long the instance waits before it takes over from a master of lower priority");
  public static final Key<Long> DOWN_TIMER_ADVERTS =
      Key.standard(
          "down-timer-adverts",
          NumberType.from(1, 100),
          "3",
          "how many adverts must be missing before the master counts as lost");
  public static final Key<Long> YIELD_WHEN_LATE =
      Key.standard(
          "yield-when-late",
          NumberType.from(1, 254).orNamed("off", 0),
          "off",
          "for an instance with preempt: false, the highest priority of the other routers. A master"
              + " that comes so late to its own advert that such a router may have taken over sends"
              + " nothing, and becomes backup when it hears another master; if it hears none, it"
              + " serves on. 254 is right for all");
  public static final Key<Boolean> ANSWER_LOWER_PRIORITY =
      Key.standard(
          "answer-lower-priority",
          BooleanType.INSTANCE,
          "true",
          "whether a master answers an advert of lower priority at once with an advert of its own"
              + " (keepalived's keyword means the opposite)");
  public static final Key<Boolean> ADVERT_BEFORE_YIELDING =
      Key.standard(
          "advert-before-yielding",
          BooleanType.INSTANCE,
          "true",
          "whether a master that hears a master of higher priority sends one last advert before it"
              + " becomes backup. The other master then announces the addresses, which matters"
              + " after the network was divided. Differs: keepalived by default does not send it");
  public static final Key<Boolean> OWNER_IGNORES_ADVERTS =
      Key.standard(
          "owner-ignores-adverts",
          BooleanType.INSTANCE,
          "false",
          "whether the owner of the addresses ignores all adverts");

  public static final Key<List<Entry<String>>> FAST_FAILOVER =
      Key.optional(
          "fast-failover",
          ListType.of(TextType.NAME),
          "none",
          "names of bfd.sessions: when the neighbour of such a session is the master and the"
              + " session goes down, the instance takes over at once instead of waiting for missing"
              + " adverts");
  public static final Key<Boolean> HANDOVER_ENABLED =
      Key.standard(
          "enabled",
          BooleanType.INSTANCE,
          "true",
          "false: the old master removes its addresses at once, as in RFC 9568 and in keepalived");
  public static final Key<Duration> LINGER =
      Key.standard(
          "linger",
          DurationType.upTo(Duration.ofSeconds(10)),
          "50ms",
          "how long the old master keeps its addresses after the successor has announced them");
  public static final Key<Duration> MARGIN =
      Key.standard(
          "margin",
          DurationType.upTo(Duration.ofSeconds(10)),
          "500ms",
          "how long the old master waits for its successor, which may be slow: for the announcement"
              + " after the successor's first advert, and for that advert after the longest skew"
              + " time that a successor can have; then it removes its addresses. Unless this key is"
              + " set, the wait for the announcement is longer where the addresses of a new master"
              + " wait: by 1s with virtual servers that follow the instance or none, or with a sync"
              + " daemon that follows it; by 1s and before-master-limit with hooks.before-master");
  public static final Key<Fields> HANDOVER =
      Key.derived(
          "handover",
          Section.of(
                  "handover",
                  "How an old master hands over: it keeps its addresses until it hears that the"
                      + " successor has announced them.",
                  HANDOVER_ENABLED,
                  LINGER,
                  MARGIN)
              .withShorthand(HANDOVER_ENABLED),
          "enabled",
          "whether an old master keeps its addresses until its successor has announced them, and"
              + " for how long");

  // Tracking

  public static final Key<Boolean> OWN_INTERFACE =
      Key.standard(
          "own-interface",
          BooleanType.INSTANCE,
          "true",
          "whether the instance's own link and the links of its addresses are tracked with weight 0"
              + " (keepalived's keyword means the opposite)");
  public static final Key<Boolean> TRACK_SOURCE_ADDRESS =
      Key.standard(
          "source-address",
          BooleanType.INSTANCE,
          "false",
          "whether the loss of the configured source address puts the instance in FAULT");
  public static final Key<Fields> TRACK =
      Key.derived(
          "track",
          Section.of(
                  "track",
                  "What the instance watches: a failure lowers the priority or puts the instance in"
                      + " FAULT.",
                  TrackKeywords.INTERFACES,
                  TrackKeywords.SCRIPTS.list(),
                  TrackKeywords.FILES.list(),
                  TrackKeywords.PROCESSES.list(),
                  TrackKeywords.BFD.list(),
                  TrackKeywords.VIRTUAL_SERVERS.list(),
                  OWN_INTERFACE,
                  TRACK_SOURCE_ADDRESS)
              .plus(CheckTrackKeywords.keys()),
          "its own interface",
          "what the instance watches: a failure lowers the priority or puts the instance in FAULT");

  // Announcements

  public static final Key<Duration> ADDRESS_PROBE =
      Key.standard(
          "address-probe",
          DurationType.upTo(DAY),
          "1m",
          "how often a master asks the network, by ARP or by IPv6 neighbour discovery, whether"
              + " another host has its addresses too; 0: never, and a router that gives way asks"
              + " once who has them now");

  public static final Key<OnAddressLoss> ON_ADDRESS_LOSS =
      Key.standard(
          "on-address-loss",
          ChoiceType.of(
              "restore", OnAddressLoss.RESTORE,
              "failover", OnAddressLoss.FAILOVER),
          "restore",
          "what a master does when another program removes one of its addresses: restore adds the"
              + " address again; failover gives up the mastership, as keepalived does");

  public static final Key<Boolean> PROMOTE_SECONDARIES =
      Key.standard(
          "promote-secondaries",
          BooleanType.INSTANCE,
          "false",
          "whether the agent sets promote_secondaries of the interface while it runs, so that the"
              + " kernel does not remove the other IPv4 addresses of a subnet with the first one");
  public static final Key<Boolean> ACCEPT =
      Key.standard(
          "accept",
          BooleanType.INSTANCE,
          "true",
          "whether the master accepts packets to its addresses. false: it only forwards packets,"
              + " and nftables drops those to and from its addresses, except IPv6 neighbour"
              + " discovery. An owner (priority 255) accepts them always. RFC 9568's default is"
              + " false, keepalived's is true");

  /** The keys that {@code vrrp.defaults} may set for the instances that do not set them. */
  static final List<Key<?>> INHERITED =
      List.of(
          VERSION,
          ADVERTISEMENT_INTERVAL,
          DOWN_TIMER_ADVERTS,
          ANSWER_LOWER_PRIORITY,
          ADVERT_BEFORE_YIELDING,
          OWNER_IGNORES_ADVERTS,
          HANDOVER,
          ACCEPT,
          ON_ADDRESS_LOSS,
          ADDRESS_PROBE,
          AnnouncementKeywords.GRATUITOUS_ARP);

  public static final Section INSTANCE =
      Section.of(
              "instance",
              "One virtual router: its identity, its adverts, its rules of election, and what its"
                  + " master holds.",
              INTERFACE,
              VRF,
              VIRTUAL_ROUTER_ID,
              PRIORITY,
              VERSION,
              ADVERTISEMENT_INTERVAL,
              FAMILY,
              HoldingKeywords.ADDRESSES,
              HoldingKeywords.EXCLUDED_ADDRESSES,
              RouteKeywords.ROUTES,
              RuleKeywords.RULES,
              VmacKeywords.VMAC,
              VmacKeywords.IPVLAN,
              PROMOTE_SECONDARIES,
              ACCEPT,
              ON_ADDRESS_LOSS,
              ADDRESS_PROBE,
              PREEMPT,
              PREEMPT_DELAY,
              DOWN_TIMER_ADVERTS,
              YIELD_WHEN_LATE,
              ANSWER_LOWER_PRIORITY,
              ADVERT_BEFORE_YIELDING,
              OWNER_IGNORES_ADVERTS,
              FAST_FAILOVER,
              HANDOVER,
              SOURCE_ADDRESS,
              MULTICAST_GROUP,
              UnicastKeywords.UNICAST,
              CHECKSUM,
              AuthenticationKeywords.AUTHENTICATION,
              TRACK,
              AnnouncementKeywords.GRATUITOUS_ARP,
              NotifyKeywords.NOTIFY,
              NotifyKeywords.HOOKS)
          .inheriting("vrrp.defaults", INHERITED)
          .explaining(
              "state",
              "an instance has no configured state, because the election decides it; give the"
                  + " intended master the higher priority");

  public static final Key<Map<String, Entry<Fields>>> INSTANCES =
      Key.optional(
          "instances",
          MapType.of("instances", INSTANCE),
          "none; required without virtual servers",
          "the virtual routers, by name");

  private InstanceKeywords() {}
}
