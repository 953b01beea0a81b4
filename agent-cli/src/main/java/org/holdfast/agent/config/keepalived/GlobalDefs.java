package org.holdfast.agent.config.keepalived;

import java.util.Locale;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** {@code global_defs}: what holds for all instances, and for the daemon. */
final class GlobalDefs {

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final String DEFAULTS = "vrrp.defaults.";
  private static final String ARP = DEFAULTS + "gratuitous-arp.";

  private static final String ONE_PROCESS = "the agent is one process";
  private static final String NO_SNMP = "there is no SNMP; status --json says as much";
  private static final String NO_DBUS = "there is no DBus; the control socket answers";
  private static final String NO_FIREWALL = "the agent makes no firewall rules";
  private static final String OWN_DUMP = "dumps lie beside the control socket, for root alone";
  private static final String NO_MACVLAN = "the agent makes no interfaces of its own";

  static final Vocabulary VOCABULARY =
      Notifications.addTo(daemon(vrrp(Vocabulary.of("global_defs"))));

  private GlobalDefs() {}

  private static Vocabulary vrrp(Vocabulary vocabulary) {
    return vocabulary
        .text("router_id", "router-id")
        .number("vrrp_version", DEFAULTS + "version", 2, 3)
        .carry(
            "vrrp_mcast_group4",
            DEFAULTS + "multicast-group-ipv4",
            (scope, s) -> group(scope, s, DEFAULTS + "multicast-group-ipv4", Family.IPV4))
        .carry(
            "vrrp_mcast_group6",
            DEFAULTS + "multicast-group-ipv6",
            (scope, s) -> group(scope, s, DEFAULTS + "multicast-group-ipv6", Family.IPV6))
        .cutSeconds("vrrp_garp_master_delay", ARP + "delay", 86_400)
        .clamped("vrrp_garp_master_repeat", ARP + "repeat", 1, 100)
        .cutSeconds("vrrp_garp_lower_prio_delay", ARP + "lower-priority-delay", 86_400)
        .clamped("vrrp_garp_lower_prio_repeat", ARP + "lower-priority-repeat", 0, 100)
        .cutSeconds("vrrp_garp_master_refresh", ARP + "refresh", 86_400)
        .clamped("vrrp_garp_master_refresh_repeat", ARP + "refresh-repeat", 1, 100)
        .seconds("vrrp_garp_interval", ARP + "interval", 1000, 10 * SECOND)
        .seconds("vrrp_gna_interval", ARP + "na-interval", 1000, 10 * SECOND)
        .keep("vrrp_min_garp", "gratuitous-arp with repeat 1 and delay 0, where nothing is said")
        .drop(
            "vrrp_garp_extra_if vrrp_vmac_garp_intvl",
            "refresh announces every address on its own link already")
        .number("vrrp_down_timer_adverts", DEFAULTS + "down-timer-adverts", 1, 100)
        .opposite("vrrp_lower_prio_no_advert", DEFAULTS + "answer-lower-priority")
        .bool("vrrp_higher_prio_send_advert", DEFAULTS + "advert-before-yielding")
        .bool("vrrp_owner_ignore_adverts", DEFAULTS + "owner-ignores-adverts")
        .keep("v3_checksum_as_v2", "checksum: message-only, for version 3 over IPv4")
        .carry(
            "vrrp_check_unicast_src",
            DEFAULTS + "check-source: true, whatever value it has",
            (scope, s) -> scope.out().put(DEFAULTS + "check-source", s.place(), "true"))
        .drop("vrrp_skip_check_adv_addr", "every advert's addresses are looked at; it costs little")
        .keep("vrrp_strict", "what it forces, instance by instance")
        .seconds("vrrp_startup_delay", "vrrp.startup-delay", 0, DAY)
        .drop("vrrp_delay_after_boot", "order the unit after what it waits for, or startup-delay")
        .drop("log_unknown_vrids", "adverts of other routers are none of ours")
        .drop("vmac_prefix vmac_addr_prefix", NO_MACVLAN)
        .drop("disable_local_igmp", "set the sysctl igmp_link_local_mcast_reports instead")
        .drop(
            "nftables nftables_priority nftables_counters nftables_ifindex vrrp_iptables"
                + " vrrp_ipsets",
            NO_FIREWALL)
        .number("vrrp_rt_priority", "vrrp.real-time-priority", 1, 99)
        .bool("vrrp_no_swap", "vrrp.lock-memory")
        .drop(
            "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force"
                + " vrrp_netlink_monitor_rcv_bufs vrrp_netlink_monitor_rcv_bufs_force"
                + " lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force"
                + " lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force"
                + " process_monitor_rcv_bufs process_monitor_rcv_bufs_force",
            "a full buffer makes the agent read everything anew, so that nothing is missed")
        .drop("vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier", "the kernel's buffers are enough");
  }

  private static Vocabulary daemon(Vocabulary vocabulary) {
    return vocabulary
        .carry("lvs_sync_daemon", "ipvs.sync-daemon", GlobalDefs::syncDaemon)
        .carry("lvs_timeouts", "ipvs.timeouts", GlobalDefs::timeouts)
        .bool("lvs_flush", "ipvs.flush")
        .carry("lvs_flush_on_stop lvs_flush_onstop", "ipvs.on-stop", GlobalDefs::flushOnStop)
        .drop(
            "nftables_ipvs nftables_ipvs_priority nftables_ipvs_start_fwmark",
            "every address of a group is a service of its own")
        .carry(
            "script_user",
            "user and group of every command that names none",
            (scope, s) -> scope.users().standard(s))
        .carry(
            "enable_script_security",
            "always on; no command runs as root for want of a user",
            (scope, s) -> scope.users().secure())
        .drop("use_symlink_paths set_supplementary_groups", "scripts run by their real paths")
        .drop(
            "startup_script startup_script_timeout shutdown_script shutdown_script_timeout",
            "systemd's ExecStartPre and ExecStopPost do this")
        .drop("umask", "systemd's UMask does this")
        .keep(
            "dynamic_interfaces", "nothing: an instance is in FAULT while its interface is missing")
        .drop("default_interface", "static addresses are not carried over either")
        .drop("tmp_config_directory config_save_dir", "no copies of the configuration are made")
        .drop(
            "process_names process_name vrrp_process_name checker_process_name bfd_process_name"
                + " lvs_process_name",
            ONE_PROCESS)
        .drop("max_auto_priority min_auto_priority_delay", "set real-time-priority")
        .drop("vrrp_priority checker_priority bfd_priority", "systemd's Nice does this")
        .drop("checker_no_swap bfd_no_swap", "vrrp_no_swap locks the whole agent")
        .drop(
            "vrrp_cpu_affinity checker_cpu_affinity bfd_cpu_affinity",
            "systemd's CPUAffinity does this")
        .drop("checker_rt_priority bfd_rt_priority", "the election loop alone needs one")
        .drop(
            "vrrp_rlimit_rttime checker_rlimit_rttime bfd_rlimit_rttime vrrp_rlimit_rtime"
                + " checker_rlimit_rtime bfd_rlimit_rtime",
            "systemd's LimitRTTIME does this")
        .drop("random_seed", "nothing here can be foretold")
        .drop("reload_check_config", "a configuration with an error changes nothing, always")
        .drop("reload_time_file reload_repeat reload_file", "a timer of systemd's can do this")
        .drop("data_use_instance state_dump_file stats_dump_file json_dump_file", OWN_DUMP)
        .drop("json_version", "the JSON is that of status --json")
        .drop("iproute_usr_dir iproute_etc_dir", "names of tables come from /etc/iproute2")
        .drop("checker_log_all_failures", "the status counts all failures")
        .drop("rs_init_notifies", "commands are told of changes alone")
        .drop(
            "snmp_socket enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc enable_snmp_rfcv2"
                + " enable_snmp_rfcv3 enable_traps enable_snmp_keepalived"
                + " snmp_vs_stats_update_interval snmp_rs_stats_update_interval",
            NO_SNMP)
        .drop("enable_dbus dbus_service_name dbus_no_interface_name", NO_DBUS)
        .drop("include_check", "use includer, includem, includew, includeb or includea");
  }

  /** Of that family; what is no multicast address is ignored. */
  private static void group(Scope scope, Statement s, String path, Family family) {
    var text = scope.address(s, 1);
    var address = text == null ? null : IpAddress.parse(text.text()).orElse(null);
    if (address == null) {
      return;
    }
    if (address.isMulticast() && address.family() == family) {
      scope.out().put(path, text);
    } else {
      scope.repaired(s.place(1), s + " is no multicast address of that family; ignored");
    }
  }

  /** {@code IF [[inst] VRRP] [id N] [maxlen N] [port N] [ttl N] [group IP]}. */
  private static void syncDaemon(Scope scope, Statement s) {
    var daemon = new Tree.Mapping(s.place());
    if (s.word(1).isEmpty()) {
      scope.repaired(s.place(), "lvs_sync_daemon without an interface; ignored");
      return;
    }
    daemon.put("interface", s.place(1), s.word(1));
    for (int i = 2; i < s.size(); i += 2) {
      switch (s.word(i)) {
        case "inst" -> daemon.put("instance", s.place(i + 1), s.word(i + 1));
        case "id" -> daemon.put("id", scope.number(s, i + 1, 0, 255));
        case "maxlen" -> daemon.put("max-length", scope.number(s, i + 1, 1, 65_507));
        case "port" -> daemon.put("port", scope.number(s, i + 1, 1, 65_535));
        case "ttl" -> daemon.put("ttl", scope.number(s, i + 1, 1, 255));
        case "group" -> daemon.put("group", scope.address(s, i + 1));
        default -> {
          if (i > 2) {
            scope.repaired(s.place(i), "lvs_sync_daemon: " + s.word(i) + " is unknown; ignored");
          } else {
            daemon.put("instance", s.place(i), s.word(i));
          }
          i--;
        }
      }
    }
    scope.out().put("ipvs.sync-daemon", daemon);
  }

  private static void timeouts(Scope scope, Statement s) {
    for (int i = 1; i < s.size(); i += 2) {
      var key = s.word(i).equals("tcpfin") ? "tcp-fin" : s.word(i);
      if (!key.equals("tcp") && !key.equals("tcp-fin") && !key.equals("udp")) {
        scope.repaired(s.place(i), "lvs_timeouts: " + s.word(i) + " is unknown; ignored");
        continue;
      }
      var number = scope.number(s, i + 1, 1, 31 * 86_400);
      if (number != null) {
        scope.out().put("ipvs.timeouts." + key, s.place(i + 1), number.text() + "s");
      }
    }
  }

  private static void flushOnStop(Scope scope, Statement s) {
    boolean servicesAlone = s.word(1).toLowerCase(Locale.ROOT).equals("vs");
    scope.out().put("ipvs.on-stop", s.place(), servicesAlone ? "withdraw" : "flush");
  }

  /** What follows from keywords together. */
  static void finish(Scope scope) {
    Notifications.finish(scope);
    var minimal = scope.said("vrrp_min_garp");
    if (minimal != null && isOn(scope, "vrrp_min_garp")) {
      scope.out().putIfAbsent(ARP + "repeat", minimal.place(), "1");
      scope.out().putIfAbsent(ARP + "delay", minimal.place(), "0");
    }
  }

  /** Whether a switch is there and not off. */
  static boolean isOn(Scope scope, String keyword) {
    var statement = scope.said(keyword);
    return statement != null && Boolean.TRUE.equals(scope.bool(statement));
  }
}
