package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.table.AddressType;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.net.IpAddress;

/**
 * The root of the table of keywords, from which the binders, the defaults, the JSON Schema and the
 * reference page are derived. Operators rely on the names.
 */
public final class Keywords {

  public static final Key<Duration> SCRIPT_INTERVAL =
      Key.standard(
          "interval",
          DurationType.from(Duration.ofMillis(10), Duration.ofDays(1)),
          "1s",
          "the time between the starts of two runs");
  public static final Key<Duration> TIMEOUT =
      Key.derived(
          "timeout",
          DurationType.from(Duration.ofMillis(1), Duration.ofDays(1)),
          "the interval",
          "how long a run may take before it counts as failed");
  public static final Key<Long> RISE =
      Key.standard(
          "rise", NumberType.from(1, 10_000), "1", "how many successes in a row end a failure");
  public static final Key<Long> FALL =
      Key.standard(
          "fall",
          NumberType.from(1, 10_000),
          "1",
          "how many failures in a row make the script count as failed");
  public static final Key<Long> SCRIPT_WEIGHT =
      Key.standard(
          "weight",
          NumberType.from(-253, 253),
          "0",
          "the weight for instances that do not set one");
  public static final Key<Boolean> SCRIPT_REVERSE =
      Key.standard(
          "reverse",
          BooleanType.INSTANCE,
          "false",
          "whether success counts as failure and failure as success, for instances that do not set"
              + " it");
  public static final Key<Boolean> INIT_FAIL =
      Key.standard(
          "init-fail",
          BooleanType.INSTANCE,
          "false",
          "whether the script counts as failed until its first success");
  public static final Key<Map<String, Entry<Fields>>> SCRIPTS =
      Key.optional(
          "scripts",
          MapType.of(
              "scripts",
              Section.of(
                  "script",
                  "A program that is run again and again and whose exit status instances track.",
                  CommandKeywords.COMMAND,
                  SCRIPT_INTERVAL,
                  TIMEOUT,
                  RISE,
                  FALL,
                  SCRIPT_WEIGHT,
                  SCRIPT_REVERSE,
                  INIT_FAIL,
                  CommandKeywords.USER,
                  CommandKeywords.GROUP)),
          "none",
          "the scripts that instances may track, by name");

  public static final Key<List<Entry<String>>> MEMBERS =
      Key.required(
          "instances", ListType.ofSome(TextType.NAME), "the names of two or more instances");
  public static final Key<Map<String, Entry<Fields>>> SYNC_GROUPS =
      Key.optional(
          "sync-groups",
          MapType.of(
              "sync groups",
              Section.of(
                  "sync group",
                  "Instances that are master together or not at all.",
                  MEMBERS,
                  TrackKeywords.GROUP_TRACK,
                  TrackKeywords.TRACKING_WEIGHT,
                  NotifyKeywords.GROUP_NOTIFY)),
          "none",
          "instances that are master together or not at all, by name");

  public static final Key<IpAddress> GROUP_V4 =
      Key.standard(
          "multicast-group-ipv4",
          AddressType.GROUP_V4,
          "224.0.0.18",
          "the group that IPv4 instances send their adverts to");
  public static final Key<IpAddress> GROUP_V6 =
      Key.standard(
          "multicast-group-ipv6",
          AddressType.GROUP_V6,
          "ff02::12",
          "the group that IPv6 instances send their adverts to");
  public static final Key<Fields> DEFAULTS =
      Key.optional(
          "defaults",
          Section.of(
                  "defaults",
                  "Settings for the instances that do not set their own. Version 2 applies to IPv4"
                      + " only: IPv6 instances stay at 3.",
                  InstanceKeywords.INHERITED)
              .plus(
                  List.of(
                      GROUP_V4,
                      GROUP_V6,
                      UnicastKeywords.CHECK_SOURCE,
                      VmacKeywords.VMAC_PREFIX,
                      VmacKeywords.VMAC_ADDRESS_PREFIX)),
          Key.OWN_DEFAULTS,
          "settings for the instances that do not set their own");

  public static final Key<Duration> STARTUP_DELAY =
      Key.standard(
          "startup-delay",
          DurationType.upTo(Duration.ofDays(1)),
          "0",
          "how long after the start adverts are neither sent nor processed");
  public static final Key<Duration> DELAY_AFTER_BOOT =
      Key.standard(
          "delay-after-boot",
          DurationType.upTo(Duration.ofDays(1)),
          "0",
          "how long the host must have been up before adverts are sent and processed; the longer of"
              + " this and startup-delay counts");
  public static final Key<Long> REAL_TIME_PRIORITY =
      Key.standard(
          "real-time-priority",
          NumberType.from(1, 99).orNamed("off", 0),
          "off",
          "the real-time priority (SCHED_RR) of the election loop, at least 2; the agent's other"
              + " threads have the next lower one");
  public static final Key<Boolean> LOCK_MEMORY =
      Key.standard(
          "lock-memory",
          BooleanType.INSTANCE,
          "false",
          "whether the agent's memory is locked, so that it cannot be swapped out");

  public static final Key<String> FIREWALL_TABLE =
      Key.standard(
          "table",
          TextType.word(64, "a name of at most 64 characters without blanks"),
          "holdfast",
          "the name of the table in the family inet; if another program or agent has one of that"
              + " name, NAME-2, NAME-3 and so on");
  public static final Key<Long> FIREWALL_PRIORITY =
      Key.standard(
          "priority",
          NumberType.from(Integer.MIN_VALUE, Integer.MAX_VALUE),
          "-1",
          "the priority of its chains; a lower one comes first, and most firewalls have 0");
  public static final Key<Boolean> FIREWALL_COUNTERS =
      Key.standard(
          "counters",
          BooleanType.INSTANCE,
          "false",
          "whether its rules count what they drop, which nft list ruleset shows");
  public static final Key<Fields> FIREWALL =
      Key.optional(
          "firewall",
          Section.of(
              "firewall",
              "The table of nftables that drops packets to the addresses of instances with accept:"
                  + " false. It exists only while there are such instances.",
              FIREWALL_TABLE,
              FIREWALL_PRIORITY,
              FIREWALL_COUNTERS),
          Key.OWN_DEFAULTS,
          "the table of nftables that drops packets to addresses that are not accepted");

  public static final Key<String> ROUTER_ID =
      Key.derived(
          "router-id",
          TextType.LINE,
          "the host's name",
          "the name of this director in logs and mails");
  public static final Key<Fields> VRRP =
      Key.optional(
          "vrrp",
          Section.of(
              "vrrp part",
              "The election of a master.",
              InstanceKeywords.INSTANCES,
              SYNC_GROUPS,
              SCRIPTS,
              DEFAULTS,
              TrackKeywords.TRACK_FILES,
              TrackKeywords.TRACK_PROCESSES,
              STARTUP_DELAY,
              DELAY_AFTER_BOOT,
              REAL_TIME_PRIORITY,
              LOCK_MEMORY,
              LinkKeywords.ALL_CARRIERS,
              LinkKeywords.LINKS,
              AnnouncementKeywords.GROUPS,
              FIREWALL,
              StaticKeywords.STATIC),
          "none; required without virtual servers",
          "the election of a master");

  public static final Key<String> CONTROL_GROUP =
      Key.standard(
          "group",
          TextType.SYSTEM_NAME,
          "holdfast",
          "the group whose members may open the socket and read; if the group does not exist, only"
              + " root may");
  public static final Key<String> CHANGE_GROUP =
      Key.optional(
          "change-group",
          TextType.SYSTEM_NAME,
          "none: only root",
          "the group whose members may also change things: its name in /etc/group, or its number");
  public static final Key<Fields> CONTROL =
      Key.optional(
          "control",
          Section.of("control", "Who may use the control socket.", CONTROL_GROUP, CHANGE_GROUP),
          "",
          "who may use the control socket");

  public static final Section ROOT =
      Section.of(
          "configuration",
          "The whole file.",
          ROUTER_ID,
          VRRP,
          BfdKeywords.BFD,
          ServerKeywords.VIRTUAL_SERVERS,
          IpvsKeywords.IPVS,
          CONTROL,
          MetricsKeywords.METRICS,
          SnmpKeywords.SNMP,
          NotificationKeywords.NOTIFICATIONS,
          DumpKeywords.DUMPS,
          ProcessKeywords.PROCESS,
          LogKeywords.LOG,
          BusKeywords.DBUS,
          NotificationKeywords.PID_FILE,
          NotificationKeywords.NET_NAMESPACE);

  private Keywords() {}
}
