package org.holdfast.agent.config.keepalived;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.AnnouncementKeywords;
import org.holdfast.agent.config.words.BusKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.IpvsKeywords;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.agent.config.words.UnicastKeywords;
import org.holdfast.agent.config.words.VmacKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** The keywords of {@code global_defs}: settings for all instances and for the daemon. */
final class GlobalDefs {

  static final KeyPath<Fields> SYNC_DAEMON = IpvsKeywords.IPVS.then(IpvsKeywords.SYNC_DAEMON);

  static final KeyPath<Fields> DEFAULTS = Keywords.VRRP.then(Keywords.DEFAULTS);
  static final KeyPath<Fields> ARP = DEFAULTS.then(AnnouncementKeywords.GRATUITOUS_ARP);
  static final KeyPath<Fields> FIREWALL = Keywords.VRRP.then(Keywords.FIREWALL);
  private static final KeyPath<Fields> TIMEOUTS = IpvsKeywords.IPVS.then(IpvsKeywords.TIMEOUTS);

  /**
   * keepalived does not accept a pause of 0 between packets; without the keyword there is no pause.
   */
  static final Duration SHORTEST_PAUSE = Duration.ofNanos(1000);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private static final KeyPath<Fields> MARKS = IpvsKeywords.IPVS.then(IpvsKeywords.ADDRESS_MARKS);

  private static final String MARK_PRIORITY_WORD = "nftables_ipvs_priority";
  private static final String FIRST_MARK_WORD = "nftables_ipvs_start_fwmark";

  private static final KeyPath<?> ON_STOP = IpvsKeywords.IPVS.then(IpvsKeywords.ON_STOP);

  private static final Map<String, Key<Duration>> TIMEOUT_WORDS =
      Map.of("tcp", IpvsKeywords.TCP, "tcpfin", IpvsKeywords.TCP_FIN, "udp", IpvsKeywords.UDP);

  private static final String ONE_PROCESS = "the agent is one process";

  static final Vocabulary VOCABULARY =
      GlobalSnmp.addTo(
          GlobalNotifications.addTo(
              GlobalFiles.addTo(
                  RealTimeWords.addTo(
                      ProcessWords.addTo(daemon(vrrp(Vocabulary.of("global_defs"))))))));

  private GlobalDefs() {}

  private static Vocabulary vrrp(Vocabulary vocabulary) {
    return vocabulary
        .same(Keywords.ROUTER_ID, "router_id")
        .number(DEFAULTS.then(InstanceKeywords.VERSION), "vrrp_version", 2, 3)
        .carry(
            DEFAULTS.then(Keywords.GROUP_V4),
            "vrrp_mcast_group4",
            (translation, s) -> group(translation, s, Keywords.GROUP_V4, Family.IPV4))
        .carry(
            DEFAULTS.then(Keywords.GROUP_V6),
            "vrrp_mcast_group6",
            (translation, s) -> group(translation, s, Keywords.GROUP_V6, Family.IPV6))
        .cutSeconds(ARP.then(AnnouncementKeywords.DELAY), "vrrp_garp_master_delay")
        .clamped(ARP.then(AnnouncementKeywords.REPEAT), "vrrp_garp_master_repeat")
        .cutSeconds(
            ARP.then(AnnouncementKeywords.LOWER_PRIORITY_DELAY), "vrrp_garp_lower_prio_delay")
        .clamped(
            ARP.then(AnnouncementKeywords.LOWER_PRIORITY_REPEAT), "vrrp_garp_lower_prio_repeat")
        .cutSeconds(ARP.then(AnnouncementKeywords.REFRESH), "vrrp_garp_master_refresh")
        .clamped(ARP.then(AnnouncementKeywords.REFRESH_REPEAT), "vrrp_garp_master_refresh_repeat")
        .seconds(
            ARP.then(AnnouncementKeywords.ARP_INTERVAL),
            "vrrp_garp_interval",
            SHORTEST_PAUSE,
            LONGEST_PAUSE)
        .seconds(
            ARP.then(AnnouncementKeywords.NA_INTERVAL),
            "vrrp_gna_interval",
            SHORTEST_PAUSE,
            LONGEST_PAUSE)
        .within(AnnouncementKeywords.ARP_INTERVAL, "garp_interval")
        .within(AnnouncementKeywords.NA_INTERVAL, "gna_interval")
        .keep("gratuitous-arp with repeat 1 and delay 0, where nothing is said", "vrrp_min_garp")
        .keep(ExtraAnnouncements.becomes(ARP), "vrrp_garp_extra_if vrrp_vmac_garp_intvl")
        .same(DEFAULTS.then(InstanceKeywords.DOWN_TIMER_ADVERTS), "vrrp_down_timer_adverts")
        .opposite(
            DEFAULTS.then(InstanceKeywords.ANSWER_LOWER_PRIORITY), "vrrp_lower_prio_no_advert")
        .same(
            DEFAULTS.then(InstanceKeywords.ADVERT_BEFORE_YIELDING), "vrrp_higher_prio_send_advert")
        .same(DEFAULTS.then(InstanceKeywords.OWNER_IGNORES_ADVERTS), "vrrp_owner_ignore_adverts")
        .keep(
            Becomes.of(InstanceKeywords.CHECKSUM).with(": message-only, for version 3 over IPv4"),
            "v3_checksum_as_v2")
        .standingWhatever(
            DEFAULTS.then(UnicastKeywords.CHECK_SOURCE), "true", "vrrp_check_unicast_src")
        .drop("vrrp_skip_check_adv_addr", "every advert's addresses are looked at; it costs little")
        .keep("what it forces, instance by instance", "vrrp_strict")
        .same(Keywords.VRRP.then(Keywords.STARTUP_DELAY), "vrrp_startup_delay")
        .same(Keywords.VRRP.then(Keywords.DELAY_AFTER_BOOT), "vrrp_delay_after_boot")
        .same(DEFAULTS.then(VmacKeywords.VMAC_PREFIX), "vmac_prefix")
        .same(DEFAULTS.then(VmacKeywords.VMAC_ADDRESS_PREFIX), "vmac_addr_prefix")
        .carry(
            FIREWALL.then(Keywords.FIREWALL_TABLE),
            "nftables",
            (translation, s) -> {
              if (!s.word(1).isEmpty()) {
                translation.out().put(FIREWALL.then(Keywords.FIREWALL_TABLE), translation.text(s));
              }
            })
        .number(
            FIREWALL.then(Keywords.FIREWALL_PRIORITY),
            "nftables_priority",
            Integer.MIN_VALUE,
            Integer.MAX_VALUE)
        .standing(FIREWALL.then(Keywords.FIREWALL_COUNTERS), "true", "nftables_counters")
        .keep(
            "nothing: link-local addresses are told apart by their links' names",
            "nftables_ifindex")
        .keep(
            "nothing: a table of nftables drops the packets, as with keepalived on Debian",
            "vrrp_iptables vrrp_ipsets")
        .same(Keywords.VRRP.then(Keywords.REAL_TIME_PRIORITY), "vrrp_rt_priority")
        .same(Keywords.VRRP.then(Keywords.LOCK_MEMORY), "vrrp_no_swap")
        .drop(
            "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force"
                + " vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force"
                + " lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force"
                + " lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force"
                + " process_monitor_rcv_bufs process_monitor_rcv_bufs_force",
            "after a full buffer the agent reads everything again, so that nothing is missed")
        .drop(
            "vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier",
            "each socket has room for 1 MiB, and adverts with other VRIDs never reach it");
  }

  private static Vocabulary daemon(Vocabulary vocabulary) {
    return vocabulary
        .carry(SYNC_DAEMON, "lvs_sync_daemon", GlobalDefs::syncDaemon)
        .within(IpvsKeywords.SYNC_INSTANCE, "inst")
        .within(IpvsKeywords.SYNC_ID, "id")
        .within(IpvsKeywords.MOST_BYTES, "maxlen")
        .within(IpvsKeywords.SYNC_GROUP, "group")
        .within(IpvsKeywords.SYNC_PORT, "port")
        .within(IpvsKeywords.SYNC_TTL, "ttl")
        .carry(TIMEOUTS, "lvs_timeouts", GlobalDefs::timeouts)
        .within(IpvsKeywords.TCP, "tcp")
        .within(IpvsKeywords.TCP_FIN, "tcpfin")
        .within(IpvsKeywords.UDP, "udp")
        .same(IpvsKeywords.IPVS.then(IpvsKeywords.FLUSH), "lvs_flush")
        .carry(ON_STOP, "lvs_flush_on_stop lvs_flush_onstop", GlobalDefs::flushOnStop)
        .carry(
            MARKS,
            "nftables_ipvs",
            (translation, s) -> {
              var marks = translation.out().section(MARKS, s.place());
              if (!s.word(1).isEmpty()) {
                marks.put(IpvsKeywords.MARK_TABLE, translation.text(s));
              }
            })
        .keep(MARKS.then(IpvsKeywords.MARK_PRIORITY), MARK_PRIORITY_WORD)
        .keep(MARKS.then(IpvsKeywords.FIRST_MARK), FIRST_MARK_WORD)
        .carry(
            Becomes.described("user and group of every command that names none"),
            "script_user",
            (translation, s) -> translation.users().standard(s))
        .carry(
            Becomes.described("always on; a command without a user does not run as root"),
            "enable_script_security",
            (translation, s) -> translation.users().secure())
        .keep("nothing: programs always run by the path that the file has", "use_symlink_paths")
        .keep(
            "nothing: an instance is in FAULT while its interface is missing", "dynamic_interfaces")
        .same(StaticBlocks.DEFAULT_INTERFACE, "default_interface")
        .drop(
            "tmp_config_directory config_save_dir",
            "no copies of the configuration are made; holdfast show config prints what runs")
        .drop(
            "process_names process_name vrrp_process_name checker_process_name bfd_process_name"
                + " lvs_process_name",
            ONE_PROCESS)
        .drop("random_seed", "no seed makes ${_RANDOM} or the spread of checks repeat themselves")
        .drop(
            "reload_check_config",
            "a configuration with an error changes nothing, always; its errors are in the log")
        .keep(
            "the numbers of tables, protocols and the like that routes and rules name",
            RouteTables.ETC_WORD + " " + RouteTables.USR_WORD)
        .keep(
            Becomes.of(ServiceWords.TIMING.then(TimingKeywords.LOG_FAILURES))
                .with(" of each virtual server"),
            VirtualServers.LOG_ALL_WORD)
        .keep(BusKeywords.DBUS, "enable_dbus")
        .keep(BusKeywords.DBUS.then(BusKeywords.SERVICE_NAME), "dbus_service_name")
        .keep(BusKeywords.DBUS.then(BusKeywords.NO_INTERFACE_NAME), "dbus_no_interface_name")
        .keep(
            "an include without a file, which is otherwise only warned of, is a mistake",
            "include_check");
  }

  /** Reads a multicast group of that family; ignores any other address. */
  private static void group(
      BlockTranslation translation, Statement s, Key<IpAddress> key, Family family) {
    var text = translation.address(s, 1);
    var address = text == null ? null : IpAddress.parse(text.text()).orElse(null);
    if (address == null) {
      return;
    }
    if (address.isMulticast() && address.family() == family) {
      translation.out().put(DEFAULTS.then(key), text);
    } else {
      translation.repaired(s.place(1), s + " is not a multicast address of that family; ignored");
    }
  }

  /** Reads {@code IF [[inst] VRRP] [id N] [maxlen N] [port N] [ttl N] [group IP]}. */
  private static void syncDaemon(BlockTranslation translation, Statement s) {
    var daemon = new Tree.Mapping(s.place());
    if (s.word(1).isEmpty()) {
      translation.repaired(s.place(), "lvs_sync_daemon without an interface; ignored");
      return;
    }
    daemon.put(IpvsKeywords.SYNC_INTERFACE, s.place(1), s.word(1));
    for (int i = 2; i < s.size(); i += 2) {
      switch (s.word(i)) {
        case "inst" -> daemon.put(IpvsKeywords.SYNC_INSTANCE, s.place(i + 1), s.word(i + 1));
        case "id" ->
            daemon.put(IpvsKeywords.SYNC_ID, translation.number(s, i + 1, IpvsKeywords.SYNC_ID));
        case "maxlen" ->
            daemon.put(
                IpvsKeywords.MOST_BYTES, translation.positive(s, i + 1, IpvsKeywords.MOST_BYTES));
        case "port" ->
            daemon.put(
                IpvsKeywords.SYNC_PORT, translation.positive(s, i + 1, IpvsKeywords.SYNC_PORT));
        case "ttl" ->
            daemon.put(
                IpvsKeywords.SYNC_TTL, translation.positive(s, i + 1, IpvsKeywords.SYNC_TTL));
        case "group" -> daemon.put(IpvsKeywords.SYNC_GROUP, translation.address(s, i + 1));
        default -> {
          if (i > 2) {
            translation.repaired(
                s.place(i), "lvs_sync_daemon: " + s.word(i) + " is unknown; ignored");
          } else {
            daemon.put(IpvsKeywords.SYNC_INSTANCE, s.place(i), s.word(i));
          }
          i--;
        }
      }
    }
    translation.out().put(SYNC_DAEMON, daemon);
  }

  private static void timeouts(BlockTranslation translation, Statement s) {
    for (int i = 1; i < s.size(); i += 2) {
      var key = TIMEOUT_WORDS.get(s.word(i));
      if (key == null) {
        translation.repaired(s.place(i), "lvs_timeouts: " + s.word(i) + " is unknown; ignored");
        continue;
      }
      var number = translation.number(s, i + 1, 1, Vocabulary.wholeSeconds(key));
      if (number != null) {
        translation.out().put(TIMEOUTS.then(key), s.place(i + 1), number.text() + "s");
      }
    }
  }

  private static void flushOnStop(BlockTranslation translation, Statement s) {
    boolean servicesAlone = s.word(1).toLowerCase(Locale.ROOT).equals("vs");
    translation.out().put(ON_STOP, s.place(), servicesAlone ? "withdraw" : "flush");
  }

  /** Translates combinations of keywords. */
  static void finish(BlockTranslation translation) {
    ExtraAnnouncements.finish(
        translation, ARP, translation, List.of("vrrp_garp_extra_if", "vrrp_vmac_garp_intvl"));
    GlobalNotifications.finish(translation);
    GlobalFiles.finish(translation);
    RealTimeWords.finish(translation);
    dbus(translation);
    marks(translation);
    var minimal = translation.said("vrrp_min_garp");
    if (minimal != null && isOn(translation, "vrrp_min_garp")) {
      translation.out().putIfAbsent(ARP.then(AnnouncementKeywords.REPEAT), minimal.place(), "1");
      translation.out().putIfAbsent(ARP.then(AnnouncementKeywords.DELAY), minimal.place(), "0");
    }
  }

  /** Translates the names on the bus, which mean nothing without enable_dbus. */
  private static void dbus(BlockTranslation translation) {
    var enabled = translation.said("enable_dbus");
    if (enabled == null || !isOn(translation, "enable_dbus")) {
      return;
    }
    var dbus = translation.out().section(BusKeywords.DBUS, enabled.place());
    var service = translation.said("dbus_service_name");
    if (service != null) {
      dbus.put(BusKeywords.SERVICE_NAME, translation.text(service));
    }
    var none = translation.said("dbus_no_interface_name");
    if (none != null) {
      dbus.put(BusKeywords.NO_INTERFACE_NAME, translation.text(none));
    }
  }

  /** Translates the terms of the table of marks, which mean nothing without nftables_ipvs. */
  private static void marks(BlockTranslation translation) {
    if (translation.out().has(MARKS)) {
      number(translation, MARK_PRIORITY_WORD, IpvsKeywords.MARK_PRIORITY);
      number(translation, FIRST_MARK_WORD, IpvsKeywords.FIRST_MARK);
    }
  }

  private static void number(BlockTranslation translation, String keyword, Key<Long> key) {
    var statement = translation.said(keyword);
    if (statement != null) {
      translation.out().put(MARKS.then(key), translation.number(statement, 1, key));
    }
  }

  /** Whether a switch is set and not off. */
  static boolean isOn(BlockTranslation translation, String keyword) {
    var statement = translation.said(keyword);
    return statement != null && Boolean.TRUE.equals(translation.bool(statement));
  }
}
