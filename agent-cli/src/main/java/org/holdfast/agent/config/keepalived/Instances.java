package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.AuthenticationKeywords;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.IpvsKeywords;
import org.holdfast.agent.config.words.LinkKeywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.net.Family;
import org.jspecify.annotations.Nullable;

/** The keywords of {@code vrrp_instance}, and their translations. */
final class Instances {

  private static final Key<Fields> ARP = AnnouncementKeywords.GRATUITOUS_ARP;
  private static final Key<Fields> NOTIFY = NotifyKeywords.NOTIFY;

  private final BlockTranslation global;
  private final HostEnvironment world;
  private final InstanceRepairs repairs;
  private final HeldRoutes routes;
  private final HeldRules rules;
  private final StaticBlocks statics;
  private final Vocabulary vocabulary;

  /** The family of the instance that is being read. */
  private Family family = Family.IPV4;

  /** The name of that instance. */
  private String name = "";

  Instances(BlockTranslation global, HostEnvironment world, Tracked tracked) {
    var tables = new RouteTables(world, global);
    this.global = global;
    this.world = world;
    this.repairs = new InstanceRepairs(global);
    this.routes = new HeldRoutes(tables, world);
    this.rules = new HeldRules(tables);
    this.statics = new StaticBlocks(global, routes, rules);
    this.vocabulary = tracked.addTo(announcing(moving(holding(InstanceVmac.addTo(vocabulary())))));
  }

  Vocabulary all() {
    return vocabulary;
  }

  private Vocabulary vocabulary() {
    return Vocabulary.of("vrrp_instance")
        .same(InstanceKeywords.VIRTUAL_ROUTER_ID, "virtual_router_id")
        .same(InstanceKeywords.INTERFACE, "interface")
        .same(InstanceKeywords.VRF, "vrf")
        .number(InstanceKeywords.VERSION, "version", 2, 3)
        .keep(
            "priority 255 for MASTER without a priority; MASTER clears nopreempt and preempt_delay",
            "state")
        .carry(InstanceKeywords.PRIORITY, "priority", Instances::priority)
        .same(InstanceKeywords.ADVERTISEMENT_INTERVAL, "advert_int")
        .standing(InstanceKeywords.PREEMPT, "false", "nopreempt")
        .standing(InstanceKeywords.PREEMPT, "true", "preempt")
        .same(InstanceKeywords.PREEMPT_DELAY, "preempt_delay")
        .same(InstanceKeywords.DOWN_TIMER_ADVERTS, "down_timer_adverts")
        .carry(
            InstanceKeywords.YIELD_WHEN_LATE,
            "timer_expired_backup thread_timer_expired",
            InstanceRepairs::lateMaster)
        .carry(
            InstanceKeywords.SOURCE_ADDRESS,
            "mcast_src_ip unicast_src_ip",
            (i, s) -> InstanceTransport.source(i, s, family))
        .carry(
            InstanceKeywords.MULTICAST_GROUP,
            "mcast_dst_ip",
            (i, s) -> InstanceTransport.group(i, s, family))
        .carry(
            InstanceTransport.PEERS,
            "unicast_peer",
            (i, s) -> InstanceTransport.peers(i, s, family))
        .within(UnicastKeywords.MIN_TTL, "min_ttl")
        .within(UnicastKeywords.MAX_TTL, "max_ttl")
        .keep(InstanceTransport.FAULT_WITHOUT_PEERS, "unicast_fault_no_peer")
        .standingWhatever(InstanceTransport.CHECK_SOURCE, "true", "check_unicast_src")
        .same(UnicastKeywords.UNICAST.then(UnicastKeywords.UNICAST_TTL), "unicast_ttl")
        .within(UnicastKeywords.UNICAST_SOURCE, "unicast_src_ip")
        .keep(
            Becomes.of(InstanceKeywords.CHECKSUM)
                .with(": historic-unicast, for version 3 over IPv4"),
            "old_unicast_checksum")
        .keep(
            Becomes.of(InstanceKeywords.CHECKSUM).with(": message-only, for version 3 over IPv4"),
            "v3_checksum_as_v2")
        .carry(
            AuthenticationKeywords.AUTHENTICATION,
            "authentication",
            InstanceAuthentication::authentication)
        .carry(
            Becomes.described(
                AuthenticationKeywords.AUTHENTICATION.path(),
                AuthenticationKeywords.AUTHENTICATION,
                AuthenticationKeywords.HMAC_KEYS),
            "auth_hmac",
            InstanceAuthentication::trailer)
        .carry(
            HoldingKeywords.ADDRESSES,
            "virtual_ipaddress",
            (i, s) -> addresses(i, s, HoldingKeywords.ADDRESSES, family))
        .carry(
            HoldingKeywords.EXCLUDED_ADDRESSES,
            "virtual_ipaddress_excluded",
            (i, s) -> addresses(i, s, HoldingKeywords.EXCLUDED_ADDRESSES, null))
        .keep("nothing: addresses may be left out", "no_virtual_ipaddress")
        .carry(RouteKeywords.ROUTES, "virtual_routes", this::routes)
        .carry(RuleKeywords.RULES, "virtual_rules", this::rules)
        .standing(InstanceKeywords.PROMOTE_SECONDARIES, "true", "promote_secondaries")
        .standing(InstanceKeywords.ACCEPT, "false", "no_accept")
        .standing(InstanceKeywords.ACCEPT, "true", "accept")
        .drop("skip_check_adv_addr", "every advert's addresses are looked at; it costs little")
        .keep("what it forces, as vrrp_strict", "strict_mode")
        .opposite(InstanceKeywords.ANSWER_LOWER_PRIORITY, "lower_prio_no_advert")
        .same(InstanceKeywords.ADVERT_BEFORE_YIELDING, "higher_prio_send_advert")
        .same(InstanceKeywords.OWNER_IGNORES_ADVERTS, "owner_ignore_adverts")
        .drop(
            "kernel_rx_buf_size",
            "each socket has room for 1 MiB, and adverts with other VRIDs never reach it")
        .drop("native_ipv6", "IPv6 is found out by the addresses")
        .keep(
            Becomes.described("carrier: mii of its interface", LinkKeywords.CARRIER),
            "linkbeat_use_polling")
        .carry(
            Becomes.of(GlobalDefs.SYNC_DAEMON).with(", for the instance"),
            "lvs_sync_daemon_interface",
            this::syncDaemon)
        .drop("debug", "has no effect in keepalived either");
  }

  private static Vocabulary holding(Vocabulary vocabulary) {
    return HeldRules.addTo(HeldRoutes.addTo(HeldAddresses.addTo(vocabulary)));
  }

  private static Vocabulary moving(Vocabulary vocabulary) {
    return vocabulary
        .opposite(InstanceKeywords.TRACK.then(InstanceKeywords.OWN_INTERFACE), "dont_track_primary")
        .same(InstanceKeywords.TRACK.then(InstanceKeywords.TRACK_SOURCE_ADDRESS), "track_src_ip");
  }

  private static Vocabulary announcing(Vocabulary vocabulary) {
    return vocabulary
        .cutSeconds(ARP.then(AnnouncementKeywords.DELAY), "garp_master_delay")
        .clamped(ARP.then(AnnouncementKeywords.REPEAT), "garp_master_repeat")
        .cutSeconds(ARP.then(AnnouncementKeywords.REFRESH), "garp_master_refresh")
        .clamped(ARP.then(AnnouncementKeywords.REFRESH_REPEAT), "garp_master_refresh_repeat")
        .cutSeconds(ARP.then(AnnouncementKeywords.LOWER_PRIORITY_DELAY), "garp_lower_prio_delay")
        .clamped(ARP.then(AnnouncementKeywords.LOWER_PRIORITY_REPEAT), "garp_lower_prio_repeat")
        .keep(ExtraAnnouncements.becomes(ARP), "garp_extra_if vmac_garp_intvl")
        .notify(NOTIFY.then(NotifyKeywords.MASTER), "notify_master")
        .notify(NOTIFY.then(NotifyKeywords.BACKUP), "notify_backup")
        .notify(NOTIFY.then(NotifyKeywords.FAULT), "notify_fault")
        .notify(NOTIFY.then(NotifyKeywords.STOP), "notify_stop")
        .notify(NOTIFY.then(NotifyKeywords.ANY), "notify")
        .notify(NOTIFY.then(NotifyKeywords.DELETED), "notify_deleted")
        .notify(NOTIFY.then(NotifyKeywords.LOWER_PRIORITY), "notify_master_rx_lower_pri")
        .same(NOTIFY.then(NotifyKeywords.PRIORITY_CHANGES), "notify_priority_changes")
        .same(NOTIFY.then(NotifyKeywords.MAIL), "smtp_alert");
  }

  /** Returns the reader of static objects, whose lines are those of instances. */
  StaticBlocks statics() {
    return statics;
  }

  /** Reads an instance and repairs conflicting values as keepalived does. */
  Mapping read(Statement statement) {
    var translation = global.with(new Mapping(statement.place()));
    family = InstanceFamilies.of(statement.block());
    name = statement.word(1);
    vocabulary.read(statement.block(), translation);
    var out = translation.out();
    AdvertisedAddresses.heldOnce(translation);
    var version = repairs.version(translation, family);
    InstanceRepairs.ownInterface(translation);
    var polling = translation.said("linkbeat_use_polling");
    if (polling != null) {
      LinkBlocks.queryOwn(global, polling, out.text(InstanceKeywords.INTERFACE, ""));
    }
    InstanceRepairs.preemption(translation);
    InstanceRepairs.lateOnlyWithoutPreemption(translation);
    repairs.lowerPriority(translation);
    InstanceRepairs.interval(translation, version);
    InstanceAuthentication.authenticationOf(translation, version);
    ExtraAnnouncements.finish(
        translation, ARP, global, List.of("garp_extra_if", "vmac_garp_intvl"));
    boolean unicast = InstanceTransport.transport(translation);
    InstanceTransport.links(translation, global);
    boolean strict = repairs.isOn(translation, "strict_mode", "vrrp_strict");
    InstanceVmac.finish(translation, strict, family);
    if (strict) {
      InstanceRepairs.strict(translation, statement.place(), version);
    }
    repairs.checksum(translation, statement.place(), unicast && version == 3, version, family);
    AdvertisedAddresses.spill(translation, version, family, world);
    return out;
  }

  /** Reads the priority; an invalid value sets 100 and overrides an earlier line. */
  private static void priority(BlockTranslation translation, Statement s) {
    var priority = translation.number(s, 1, InstanceKeywords.PRIORITY);
    translation
        .out()
        .put(InstanceKeywords.PRIORITY, s.place(), priority == null ? "100" : priority.text());
  }

  private static void addresses(
      BlockTranslation translation, Statement block, Key<?> key, @Nullable Family family) {
    for (var line : block.block()) {
      var address = HeldAddresses.read(translation, line, family, false);
      if (address != null) {
        translation.out().add(key, address);
      }
    }
  }

  private void routes(BlockTranslation translation, Statement block) {
    for (var line : block.block()) {
      var route = routes.read(translation, line, false);
      if (route != null) {
        translation.out().add(RouteKeywords.ROUTES, route);
      }
    }
  }

  private void rules(BlockTranslation translation, Statement block) {
    for (var line : block.block()) {
      var rule = rules.read(translation, line, family, false);
      if (rule != null) {
        translation.out().add(RuleKeywords.RULES, rule);
      }
    }
  }

  /** Reads the sync daemon; lvs_sync_daemon takes precedence, then the first instance. */
  private void syncDaemon(BlockTranslation translation, Statement s) {
    var daemon = GlobalDefs.SYNC_DAEMON;
    if (global.out().has(daemon)) {
      translation.remarked(s.place(), s + ": a sync daemon is there already; ignored");
    } else if (s.word(1).isEmpty()) {
      translation.repaired(s.place(), s.keyword() + " without an interface; ignored");
    } else {
      global.out().put(daemon.then(IpvsKeywords.SYNC_INTERFACE), s.place(1), s.word(1));
      global.out().put(daemon.then(IpvsKeywords.SYNC_INSTANCE), s.place(), name);
    }
  }
}
