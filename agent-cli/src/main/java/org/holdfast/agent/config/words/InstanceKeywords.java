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
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Holdings.OnAddressLoss;
import org.holdfast.vrrp.VrrpVersion;

/** The table's part for what an instance is, how it talks and how it decides. */
public final class InstanceKeywords {

  private static final Duration DAY = Duration.ofDays(1);
  private static final NumberType TTL = NumberType.from(0, 255);

  // Who is it, and to whom does it talk?

  public static final Key<String> INTERFACE =
      Key.required(
          "interface",
          TextType.INTERFACE,
          "the link that carries its adverts, and its addresses that name no link of their own");
  public static final Key<Long> VIRTUAL_ROUTER_ID =
      Key.required(
          "virtual-router-id",
          NumberType.from(1, 255),
          "the number of the virtual router, the same on all its routers on the link");
  public static final Key<Family> FAMILY =
      Key.optional(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "the family of the first address, else of the source, else of the first peer, else ipv4",
          "the family of the adverts and of the addresses in them");
  public static final Key<VrrpVersion> VERSION =
      Key.optional(
          "version",
          ChoiceType.of("2", VrrpVersion.V2, "3", VrrpVersion.V3),
          "2 for IPv4, 3 for IPv6",
          "the version of the protocol; IPv6 has only version 3");
  public static final Key<IpAddress> SOURCE_ADDRESS =
      Key.optional(
          "source-address",
          AddressType.HOST,
          "the link's first address; for IPv6 its link-local address",
          "the address that adverts are sent from");
  public static final Key<IpAddress> MULTICAST_GROUP =
      Key.optional(
          "multicast-group",
          AddressType.GROUP,
          "224.0.0.18 or ff02::12",
          "the multicast group that adverts are sent to");

  public static final Key<IpAddress> PEER_ADDRESS =
      Key.required(
          "address",
          AddressType.HOST,
          "the address of the peer: our adverts go to it, and its adverts come from it");
  public static final Key<Long> MIN_TTL =
      Key.standard(
          "min-ttl",
          TTL,
          "0",
          "the lowest TTL or hop limit that an advert from this peer may have");
  public static final Key<Long> MAX_TTL =
      Key.standard(
          "max-ttl",
          TTL,
          "255",
          "the highest TTL or hop limit that an advert from this peer may have");
  private static final Section PEER =
      Section.of(
              "unicast peer",
              "A router that our adverts are sent to.",
              PEER_ADDRESS,
              MIN_TTL,
              MAX_TTL)
          .withShorthand(PEER_ADDRESS);

  public static final Key<List<Entry<Fields>>> PEERS =
      Key.required("peers", ListType.ofSome(PEER), "the other routers of the virtual router");
  public static final Key<IpAddress> UNICAST_SOURCE =
      Key.optional(
          "source",
          AddressType.HOST,
          "the instance's source-address",
          "the address that adverts are sent from; another place for the instance's"
              + " source-address");
  public static final Key<Long> UNICAST_TTL =
      Key.optional(
          "ttl",
          NumberType.from(1, 255),
          "255 for IPv4, 64 for IPv6",
          "the TTL or hop limit of our adverts");
  public static final Key<Boolean> CHECK_SOURCE =
      Key.standard(
          "check-source",
          BooleanType.INSTANCE,
          "true",
          "whether an advert is refused unless it comes from a peer. Differs: keepalived by default"
              + " accepts an advert from any address");
  private static final Section UNICAST_SECTION =
      Section.of(
              "unicast",
              "Adverts are sent to each peer separately instead of to a multicast group. Differs"
                  + " from keepalived: an empty list of peers is an error and never turns into"
                  + " multicast.",
              PEERS,
              UNICAST_SOURCE,
              UNICAST_TTL,
              CHECK_SOURCE)
          .inheriting("vrrp.defaults", List.of(CHECK_SOURCE));
  public static final Key<Fields> UNICAST =
      Key.optional(
          "unicast",
          UNICAST_SECTION,
          "multicast",
          "sends adverts to listed peers instead of to a multicast group");

  public static final Key<ChecksumForm> CHECKSUM =
      Key.optional(
          "checksum",
          ChoiceType.of(
                  "pseudo-header", ChecksumForm.PSEUDO_HEADER,
                  "message-only", ChecksumForm.MESSAGE_ONLY)
              .or("historic-unicast", ChecksumForm.HISTORIC_UNICAST),
          "pseudo-header for version 3, message-only for version 2",
          "what the checksum of our adverts covers; only version 3 over IPv4 has the choice."
              + " Received adverts may have any form");

  public enum AuthenticationKind {
    NONE,
    PASS,
    AH,
    HMAC
  }

  public static final Key<AuthenticationKind> AUTHENTICATION_TYPE =
      Key.required(
          "type",
          ChoiceType.of("none", AuthenticationKind.NONE, "pass", AuthenticationKind.PASS)
              .or("ah", AuthenticationKind.AH)
              .or("hmac", AuthenticationKind.HMAC),
          "pass and ah work only with version 2 over IPv4; hmac is the trailer of keepalived"
              + " 2.4.2");
  public static final Key<String> PASSWORD =
      Key.optional(
          "password",
          TextType.upTo(64, "a password of at most 8 bytes").secret(),
          "required for pass and ah",
          "the shared password; only the first 8 bytes of its UTF-8 count, as in keepalived");
  public static final Key<Long> HMAC_KEY_ID =
      Key.required("id", NumberType.from(0, 255), "the number by which adverts refer to the key");
  public static final Key<String> SECRET =
      Key.required(
          "secret",
          TextType.upTo(4096, "32 to 64 characters, hex:DIGITS or file:PATH").secret(),
          "32 to 64 bytes: as ASCII, as hex:DIGITS, or as file:PATH for a file that holds one of"
              + " these");
  private static final Section HMAC_KEY =
      Section.of("hmac key", "A secret that all routers share.", HMAC_KEY_ID, SECRET);
  public static final Key<List<Entry<Fields>>> HMAC_KEYS =
      Key.optional(
          "keys",
          ListType.ofSome(HMAC_KEY),
          "required for hmac",
          "the secrets; list more than one while you replace a key by another");
  public static final Key<Long> ACTIVE_KEY =
      Key.optional(
          "active-key",
          NumberType.from(0, 255),
          "the first of the keys",
          "the id of the key that signs our adverts");
  public static final Key<HmacTrailer.Mode> HMAC_MODE =
      Key.standard(
          "mode",
          ChoiceType.of(
                  "enforce", HmacTrailer.Mode.ENFORCE, "permissive", HmacTrailer.Mode.PERMISSIVE)
              .or("receive-only", HmacTrailer.Mode.RECEIVE_ONLY),
          "enforce",
          "enforce rejects unsigned adverts; permissive accepts them; receive-only accepts them and"
              + " does not sign our own");
  public static final Key<HmacTrailer.AntiReplay> ANTI_REPLAY =
      Key.standard(
          "anti-replay",
          ChoiceType.of(
              "time", HmacTrailer.AntiReplay.TIME, "monotonic", HmacTrailer.AntiReplay.MONOTONIC),
          "time",
          "time: the sender's clock must agree with ours; monotonic: only the sender's sequence"
              + " numbers must grow");
  public static final Key<Duration> TIME_WINDOW =
      Key.optional(
          "time-window",
          DurationType.from(Duration.ofSeconds(1), Duration.ofSeconds(300)),
          "three advertisement intervals, but at least 5s and at most 300s",
          "how far the sender's clock may differ from ours");
  public static final Key<Fields> AUTHENTICATION =
      Key.optional(
          "authentication",
          Section.of(
              "authentication",
              "How a router proves that an advert is its own.",
              AUTHENTICATION_TYPE,
              PASSWORD,
              HMAC_KEYS,
              ACTIVE_KEY,
              HMAC_MODE,
              ANTI_REPLAY,
              TIME_WINDOW),
          "none",
          "how a router proves that an advert is its own");

  // How does it decide?

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
          "how long the old master keeps its addresses after the successor's first advert");
  public static final Key<Duration> MARGIN =
      Key.standard(
          "margin",
          DurationType.upTo(Duration.ofSeconds(10)),
          "100ms",
          "without an advert from a successor, the old master removes its addresses after the"
              + " longest skew time that a successor can have plus this margin");
  public static final Key<Fields> HANDOVER =
      Key.optional(
          "handover",
          Section.of(
                  "handover",
                  "How an old master hands over: it keeps its addresses until it hears the"
                      + " successor's first advert.",
                  HANDOVER_ENABLED,
                  LINGER,
                  MARGIN)
              .withShorthand(HANDOVER_ENABLED),
          "enabled",
          "whether an old master keeps its addresses until it hears the successor, and for how"
              + " long");

  // What moves its priority?

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
      Key.optional(
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

  // How does it tell the network?

  public static final Key<Long> REPEAT =
      Key.standard(
          "repeat", NumberType.from(1, 100), "5", "how often each address is announced in a burst");
  public static final Key<Duration> DELAY =
      Key.standard(
          "delay",
          DurationType.upTo(DAY),
          "5s",
          "the time from the first burst to the second; 0: no second burst");
  public static final Key<Long> LOWER_PRIORITY_REPEAT =
      Key.optional(
          "lower-priority-repeat",
          NumberType.from(0, 100),
          "the value of repeat",
          "how often each address is announced after an advert of lower priority; 0: not at all");
  public static final Key<Duration> LOWER_PRIORITY_DELAY =
      Key.optional(
          "lower-priority-delay",
          DurationType.upTo(DAY),
          "the value of delay",
          "the time from the first burst to the second after an advert of lower priority");
  public static final Key<Duration> REFRESH =
      Key.standard(
          "refresh",
          DurationType.upTo(DAY),
          "0",
          "the time between a master's periodic announcements; 0: none");
  public static final Key<Long> REFRESH_REPEAT =
      Key.standard(
          "refresh-repeat",
          NumberType.from(1, 100),
          "1",
          "how often each address is announced at each refresh");
  public static final Key<Duration> ARP_INTERVAL =
      Key.standard(
          "interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the shortest time between two ARP announcements on one link");
  public static final Key<Duration> NA_INTERVAL =
      Key.standard(
          "na-interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the shortest time between two neighbour advertisements on one link");
  public static final Key<Fields> GRATUITOUS_ARP =
      Key.optional(
          "gratuitous-arp",
          Section.of(
              "gratuitous arp",
              "How often a master announces its addresses to the network: by ARP for IPv4, by"
                  + " neighbour advertisements for IPv6.",
              REPEAT,
              DELAY,
              LOWER_PRIORITY_REPEAT,
              LOWER_PRIORITY_DELAY,
              REFRESH,
              REFRESH_REPEAT,
              ARP_INTERVAL,
              NA_INTERVAL),
          "5 at once, 5 after 5s",
          "how often a master announces its addresses to the network");

  public static final Key<Duration> ADDRESS_PROBE =
      Key.standard(
          "address-probe",
          DurationType.upTo(DAY),
          "1m",
          "how often a master asks the network, by ARP or by IPv6 neighbour discovery, whether"
              + " another host has its addresses too; 0: it neither asks nor listens");

  public static final Key<OnAddressLoss> ON_ADDRESS_LOSS =
      Key.standard(
          "on-address-loss",
          ChoiceType.of(
              "restore", OnAddressLoss.RESTORE,
              "failover", OnAddressLoss.FAILOVER),
          "restore",
          "what a master does when another program removes one of its addresses: restore adds the"
              + " address again; failover gives up the mastership, as keepalived does");

  /** What {@code vrrp.defaults} may say for the instances that do not say it. */
  static final List<Key<?>> INHERITED =
      List.of(
          VERSION,
          ADVERTISEMENT_INTERVAL,
          DOWN_TIMER_ADVERTS,
          ANSWER_LOWER_PRIORITY,
          ADVERT_BEFORE_YIELDING,
          OWNER_IGNORES_ADVERTS,
          HANDOVER,
          ON_ADDRESS_LOSS,
          ADDRESS_PROBE,
          GRATUITOUS_ARP);

  public static final Section INSTANCE =
      Section.of(
              "instance",
              "One virtual router: its identity, its adverts, its rules of election, and what its"
                  + " master holds.",
              INTERFACE,
              VIRTUAL_ROUTER_ID,
              PRIORITY,
              VERSION,
              ADVERTISEMENT_INTERVAL,
              FAMILY,
              HoldingKeywords.ADDRESSES,
              HoldingKeywords.EXCLUDED_ADDRESSES,
              HoldingKeywords.ROUTES,
              HoldingKeywords.RULES,
              ON_ADDRESS_LOSS,
              ADDRESS_PROBE,
              PREEMPT,
              PREEMPT_DELAY,
              DOWN_TIMER_ADVERTS,
              ANSWER_LOWER_PRIORITY,
              ADVERT_BEFORE_YIELDING,
              OWNER_IGNORES_ADVERTS,
              FAST_FAILOVER,
              HANDOVER,
              SOURCE_ADDRESS,
              MULTICAST_GROUP,
              UNICAST,
              CHECKSUM,
              AUTHENTICATION,
              TRACK,
              GRATUITOUS_ARP,
              NotifyKeywords.NOTIFY,
              NotifyKeywords.HOOKS)
          .inheriting("vrrp.defaults", INHERITED);

  public static final Key<Map<String, Entry<Fields>>> INSTANCES =
      Key.optional(
          "instances",
          MapType.of("instances", INSTANCE),
          "none; required without virtual servers",
          "the virtual routers, by name");

  private InstanceKeywords() {}
}
