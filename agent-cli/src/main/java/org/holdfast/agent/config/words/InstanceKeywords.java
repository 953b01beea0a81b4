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
          "the link of its adverts, and of those of its addresses that name none");
  public static final Key<Long> VIRTUAL_ROUTER_ID =
      Key.required(
          "virtual-router-id",
          NumberType.from(1, 255),
          "the number that all routers of this virtual router share on the link");
  public static final Key<Family> FAMILY =
      Key.optional(
          "family",
          ChoiceType.of("ipv4", Family.IPV4, "ipv6", Family.IPV6),
          "that of the first address, else of the source, else of the first peer, else ipv4",
          "the family of the adverts and of the addresses in them");
  public static final Key<VrrpVersion> VERSION =
      Key.optional(
          "version",
          ChoiceType.of("2", VrrpVersion.V2, "3", VrrpVersion.V3),
          "2 for IPv4, 3 for IPv6",
          "the version of the protocol; IPv6 has version 3 alone");
  public static final Key<IpAddress> SOURCE_ADDRESS =
      Key.optional(
          "source-address",
          AddressType.HOST,
          "the link's first address; for IPv6 its link-local one",
          "where adverts come from");
  public static final Key<IpAddress> MULTICAST_GROUP =
      Key.optional(
          "multicast-group", AddressType.GROUP, "224.0.0.18 or ff02::12", "where adverts go");

  public static final Key<IpAddress> PEER_ADDRESS =
      Key.required("address", AddressType.HOST, "where the peer's adverts come from");
  public static final Key<Long> MIN_TTL =
      Key.standard("min-ttl", TTL, "0", "the least TTL or hop limit of an advert from this peer");
  public static final Key<Long> MAX_TTL =
      Key.standard("max-ttl", TTL, "255", "the highest TTL or hop limit of an advert from it");
  private static final Section PEER =
      Section.of("unicast peer", "A router that gets our adverts.", PEER_ADDRESS, MIN_TTL, MAX_TTL)
          .withShorthand(PEER_ADDRESS);

  public static final Key<List<Entry<Fields>>> PEERS =
      Key.required("peers", ListType.ofSome(PEER), "the other routers");
  public static final Key<IpAddress> UNICAST_SOURCE =
      Key.optional(
          "source",
          AddressType.HOST,
          "the instance's source-address",
          "where adverts come from; the same as source-address beside unicast");
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
          "whether adverts from others than the peers are refused. Differs: keepalived's default is"
              + " to believe everybody who can reach us");
  private static final Section UNICAST_SECTION =
      Section.of(
              "unicast",
              "Adverts go to each peer by itself instead of to a group. Differs from keepalived: an"
                  + " empty list of peers is an error and never turns into multicast.",
              PEERS,
              UNICAST_SOURCE,
              UNICAST_TTL,
              CHECK_SOURCE)
          .inheriting("vrrp.defaults", List.of(CHECK_SOURCE));
  public static final Key<Fields> UNICAST =
      Key.optional("unicast", UNICAST_SECTION, "multicast", "adverts to peers by name");

  public static final Key<ChecksumForm> CHECKSUM =
      Key.optional(
          "checksum",
          ChoiceType.of(
                  "pseudo-header", ChecksumForm.PSEUDO_HEADER,
                  "message-only", ChecksumForm.MESSAGE_ONLY)
              .or("historic-unicast", ChecksumForm.HISTORIC_UNICAST),
          "pseudo-header for version 3, message-only for version 2",
          "what the checksum of our adverts covers; a choice for version 3 over IPv4 alone."
              + " Every form is accepted on receipt");

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
          "pass and ah: version 2 over IPv4 alone; hmac: keepalived 2.4.2's trailer");
  public static final Key<String> PASSWORD =
      Key.optional(
          "password",
          TextType.upTo(64, "a password of at most 8 bytes").secret(),
          "required for pass and ah",
          "the shared password; of its UTF-8, what goes beyond 8 bytes is cut off, as keepalived"
              + " does");
  public static final Key<Long> HMAC_KEY_ID =
      Key.required("id", NumberType.from(0, 255), "the number that adverts name the key by");
  public static final Key<String> SECRET =
      Key.required(
          "secret",
          TextType.upTo(4096, "32 to 64 characters, hex:DIGITS or file:PATH").secret(),
          "32 to 64 bytes: as ASCII, as hex:DIGITS, or as file:PATH of a file that holds either");
  private static final Section HMAC_KEY =
      Section.of("hmac key", "A secret that all routers share.", HMAC_KEY_ID, SECRET);
  public static final Key<List<Entry<Fields>>> HMAC_KEYS =
      Key.optional(
          "keys",
          ListType.ofSome(HMAC_KEY),
          "required for hmac",
          "the secrets; several while one takes over from another");
  public static final Key<Long> ACTIVE_KEY =
      Key.optional(
          "active-key",
          NumberType.from(0, 255),
          "the first of the keys",
          "the id of the key that our adverts are signed with");
  public static final Key<HmacTrailer.Mode> HMAC_MODE =
      Key.standard(
          "mode",
          ChoiceType.of(
                  "enforce", HmacTrailer.Mode.ENFORCE, "permissive", HmacTrailer.Mode.PERMISSIVE)
              .or("receive-only", HmacTrailer.Mode.RECEIVE_ONLY),
          "enforce",
          "enforce rejects unsigned adverts; permissive accepts them; receive-only accepts them and"
              + " signs none of ours");
  public static final Key<HmacTrailer.AntiReplay> ANTI_REPLAY =
      Key.standard(
          "anti-replay",
          ChoiceType.of(
              "time", HmacTrailer.AntiReplay.TIME, "monotonic", HmacTrailer.AntiReplay.MONOTONIC),
          "time",
          "time: a sender's clock must agree with ours; monotonic: its sequences must grow, and no"
              + " more");
  public static final Key<Duration> TIME_WINDOW =
      Key.optional(
          "time-window",
          DurationType.from(Duration.ofSeconds(1), Duration.ofSeconds(300)),
          "three intervals, 5s at least and 300s at most",
          "how far a sender's clock may be from ours");
  public static final Key<Fields> AUTHENTICATION =
      Key.optional(
          "authentication",
          Section.of(
              "authentication",
              "How adverts prove where they come from.",
              AUTHENTICATION_TYPE,
              PASSWORD,
              HMAC_KEYS,
              ACTIVE_KEY,
              HMAC_MODE,
              ANTI_REPLAY,
              TIME_WINDOW),
          "none",
          "how adverts prove where they come from");

  // How does it decide?

  public static final Key<Long> PRIORITY =
      Key.standard(
          "priority",
          NumberType.from(1, 255),
          "100",
          "the highest becomes master; 255 is the owner of the addresses, whom tracks never move");
  public static final Key<Duration> ADVERTISEMENT_INTERVAL =
      Key.standard(
          "advertisement-interval",
          DurationType.from(Duration.ofMillis(10), Duration.ofSeconds(255)),
          "1s",
          "between adverts: whole seconds up to 255s for version 2, steps of 10ms up to 40.95s for"
              + " version 3");
  public static final Key<Boolean> PREEMPT =
      Key.standard(
          "preempt",
          BooleanType.INSTANCE,
          "true",
          "whether it takes over from a master of lower priority");
  public static final Key<Duration> PREEMPT_DELAY =
      Key.standard(
          "preempt-delay",
          DurationType.upTo(Duration.ofSeconds(1000)),
          "0",
          "how long a master of lower priority is left alone first");
  public static final Key<Long> DOWN_TIMER_ADVERTS =
      Key.standard(
          "down-timer-adverts",
          NumberType.from(1, 100),
          "3",
          "the adverts that must be missed before the master counts as lost");
  public static final Key<Boolean> ANSWER_LOWER_PRIORITY =
      Key.standard(
          "answer-lower-priority",
          BooleanType.INSTANCE,
          "true",
          "whether a master answers an advert of lower priority with one of its own at once"
              + " (keepalived's keyword says the opposite)");
  public static final Key<Boolean> ADVERT_BEFORE_YIELDING =
      Key.standard(
          "advert-before-yielding",
          BooleanType.INSTANCE,
          "true",
          "whether a master that hears a better one sends one last advert, so that the better one"
              + " announces the addresses: after a divided network it may not have heard of us."
              + " Differs: keepalived's default is not to");
  public static final Key<Boolean> OWNER_IGNORES_ADVERTS =
      Key.standard(
          "owner-ignores-adverts",
          BooleanType.INSTANCE,
          "false",
          "whether an owner drops every advert");

  public static final Key<List<Entry<String>>> FAST_FAILOVER =
      Key.optional(
          "fast-failover",
          ListType.of(TextType.NAME),
          "none",
          "names of bfd.sessions: a master whose adverts come from a session's neighbour is"
              + " replaced as soon as the session finds it silent, whatever the advertisement"
              + " interval");
  public static final Key<Boolean> HANDOVER_ENABLED =
      Key.standard(
          "enabled",
          BooleanType.INSTANCE,
          "true",
          "false lets go of the addresses at once, as the RFC says and keepalived does");
  public static final Key<Duration> LINGER =
      Key.standard(
          "linger",
          DurationType.upTo(Duration.ofSeconds(10)),
          "50ms",
          "how long the addresses stay after the successor's first advert");
  public static final Key<Duration> MARGIN =
      Key.standard(
          "margin",
          DurationType.upTo(Duration.ofSeconds(10)),
          "100ms",
          "what is added to the successor's longest skew time before letting go unheard");
  public static final Key<Fields> HANDOVER =
      Key.optional(
          "handover",
          Section.of(
                  "handover",
                  "How an old master lets go: it serves on until the successor is heard.",
                  HANDOVER_ENABLED,
                  LINGER,
                  MARGIN)
              .withShorthand(HANDOVER_ENABLED),
          "enabled",
          "whether and how long an old master serves until the successor is heard");

  // What moves its priority?

  public static final Key<Boolean> OWN_INTERFACE =
      Key.standard(
          "own-interface",
          BooleanType.INSTANCE,
          "true",
          "whether its own link and those of its addresses count as tracked with weight 0"
              + " (keepalived's keyword says the opposite)");
  public static final Key<Boolean> TRACK_SOURCE_ADDRESS =
      Key.standard(
          "source-address",
          BooleanType.INSTANCE,
          "false",
          "whether losing the configured source address is a fault");
  public static final Key<Fields> TRACK =
      Key.optional(
          "track",
          Section.of(
                  "track",
                  "What moves the priority or makes a fault.",
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
          "what moves the priority or makes a fault");

  // How does it tell the network?

  public static final Key<Long> REPEAT =
      Key.standard(
          "repeat", NumberType.from(1, 100), "5", "announcements of each address in a burst");
  public static final Key<Duration> DELAY =
      Key.standard(
          "delay",
          DurationType.upTo(DAY),
          "5s",
          "from the first burst to the second; 0 for no second");
  public static final Key<Long> LOWER_PRIORITY_REPEAT =
      Key.optional(
          "lower-priority-repeat",
          NumberType.from(0, 100),
          "repeat's",
          "as repeat, after an advert of lower priority; 0 for no burst");
  public static final Key<Duration> LOWER_PRIORITY_DELAY =
      Key.optional(
          "lower-priority-delay",
          DurationType.upTo(DAY),
          "delay's",
          "as delay, after an advert of lower priority");
  public static final Key<Duration> REFRESH =
      Key.standard(
          "refresh",
          DurationType.upTo(DAY),
          "0",
          "between periodic announcements while master; 0 for none");
  public static final Key<Long> REFRESH_REPEAT =
      Key.standard(
          "refresh-repeat",
          NumberType.from(1, 100),
          "1",
          "announcements of each address at a refresh");
  public static final Key<Duration> ARP_INTERVAL =
      Key.standard(
          "interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the least time between two ARP announcements on one link");
  public static final Key<Duration> NA_INTERVAL =
      Key.standard(
          "na-interval",
          DurationType.upTo(Duration.ofSeconds(10)),
          "0",
          "the least time between two neighbour advertisements on one link");
  public static final Key<Fields> GRATUITOUS_ARP =
      Key.optional(
          "gratuitous-arp",
          Section.of(
              "gratuitous arp",
              "When a master tells the network where its addresses are: ARP for IPv4, neighbour"
                  + " advertisements for IPv6.",
              REPEAT,
              DELAY,
              LOWER_PRIORITY_REPEAT,
              LOWER_PRIORITY_DELAY,
              REFRESH,
              REFRESH_REPEAT,
              ARP_INTERVAL,
              NA_INTERVAL),
          "5 at once, 5 after 5s",
          "when a master announces its addresses");

  public static final Key<Duration> ADDRESS_PROBE =
      Key.standard(
          "address-probe",
          DurationType.upTo(DAY),
          "1m",
          "how often a master asks by ARP, or by IPv6's form of it, whether another host has its"
              + " addresses too; 0 neither asks nor listens");

  public static final Key<OnAddressLoss> ON_ADDRESS_LOSS =
      Key.standard(
          "on-address-loss",
          ChoiceType.of(
              "restore", OnAddressLoss.RESTORE,
              "failover", OnAddressLoss.FAILOVER),
          "restore",
          "when another program removes an address of a master: put it back, or give the mastership"
              + " up as keepalived does");

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
              "One virtual router: who it is, how it talks, how it decides, what it holds.",
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
          "none, beside virtual servers",
          "the virtual routers, by name");

  private InstanceKeywords() {}
}
