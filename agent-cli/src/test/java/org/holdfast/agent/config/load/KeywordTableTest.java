package org.holdfast.agent.config.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.BusConfig;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.DumpConfig;
import org.holdfast.agent.config.MasterSocket;
import org.holdfast.agent.config.MetricsConfig;
import org.holdfast.agent.config.ProcessTerms;
import org.holdfast.agent.config.ProcessTerms.RealTimeTerms;
import org.holdfast.agent.config.ProcessTerms.ReloadTerms;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.holdfast.agent.config.SnmpConfig;
import org.holdfast.agent.config.SnmpConfig.Mib;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.MapType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.words.CheckKind;
import org.holdfast.agent.config.words.Keywords;
import org.holdfast.agent.control.ControlAccess;
import org.holdfast.agent.log.LogFormat;
import org.holdfast.health.BfdConfig;
import org.holdfast.health.TrackProcessConfig;
import org.holdfast.health.TrackProcessConfig.Match;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.Authentication.HmacTrailer;
import org.holdfast.vrrp.CarrierSource;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.FirewallConfig;
import org.holdfast.vrrp.Holdings.OnAddressLoss;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the default of every keyword and the place of its value; the rows cover the whole table.
 */
final class KeywordTableTest {

  /** A tracked check has the keys of a server's check, and their rows are listed there. */
  private static final String TRACKED_CHECK =
      Arrays.stream(CheckKind.values())
          .filter(CheckKind::canBeTracked)
          .map(kind -> kind.key().name())
          .collect(Collectors.joining("|", "vrrp\\.[a-z-]+\\.\\*\\.track\\.(", ")(\\..*)?"));

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  /**
   * @param path the path of the keyword in the table
   * @param without a file that lacks the keyword; null if it is required
   * @param standard the value in the configuration of that file
   * @param with a file that has the keyword
   * @param given the value in the configuration of that file
   */
  record Row(
      String path,
      @Nullable String without,
      @Nullable Object standard,
      String with,
      @Nullable Object given,
      Function<AgentConfig, @Nullable Object> read) {

    @Override
    public String toString() {
      return path;
    }
  }

  static Stream<Row> rows() {
    var rows = new ArrayList<Row>();
    rows.add(
        new Row(
            "router-id",
            of("", ""),
            "director",
            "router-id: lvs1\n" + of("", ""),
            "lvs1",
            AgentConfig::routerId));
    rows.add(required("vrrp", of("", ""), true, config -> !config.vrrp().instances().isEmpty()));
    vrrp(rows);
    instance(rows);
    talk(rows);
    track(rows);
    announce(rows);
    hold(rows);
    bfd(rows);
    control(rows);
    rows.addAll(VirtualServerRows.all());
    metrics(rows);
    dumps(rows);
    snmp(rows);
    dbus(rows);
    rows.addAll(NotificationRows.all());
    rows.addAll(announcementGroups());
    return rows.stream();
  }

  private static void control(List<Row> rows) {
    rows.add(
        new Row(
            "control",
            of("", ""),
            ControlAccess.DEFAULT,
            "control: {}\n" + of("", ""),
            ControlAccess.DEFAULT,
            AgentConfig::control));
    rows.add(
        new Row(
            "control.group",
            of("", ""),
            "holdfast",
            "control: {group: lvs}\n" + of("", ""),
            "lvs",
            c -> c.control().group()));
    rows.add(
        new Row(
            "control.change-group",
            of("", ""),
            null,
            "control: {change-group: lvs}\n" + of("", ""),
            "lvs",
            c -> c.control().changeGroup()));
  }

  private static void metrics(List<Row> rows) {
    var standard = new MetricsConfig(IpAddress.of("127.0.0.1"), 9650, false);
    rows.add(
        new Row(
            "metrics",
            of("", ""),
            null,
            "metrics:\n" + of("", ""),
            standard,
            AgentConfig::metrics));
    rows.add(
        new Row(
            "metrics.listen",
            "metrics: {}\n" + of("", ""),
            standard,
            "metrics: {listen: \"[::1]:9100\"}\n" + of("", ""),
            new MetricsConfig(IpAddress.of("::1"), 9100, false),
            AgentConfig::metrics));
    rows.add(
        new Row(
            "metrics.page",
            "metrics: {}\n" + of("", ""),
            standard,
            "metrics: {page: true}\n" + of("", ""),
            new MetricsConfig(IpAddress.of("127.0.0.1"), 9650, true),
            AgentConfig::metrics));
  }

  private static void dbus(List<Row> rows) {
    var standard = new BusConfig("org.keepalived.Vrrp1", "none");
    rows.add(
        new Row("dbus", of("", ""), null, "dbus:\n" + of("", ""), standard, AgentConfig::dbus));
    rows.add(
        new Row(
            "dbus.service-name",
            "dbus: {}\n" + of("", ""),
            standard,
            "dbus: {service-name: org.example}\n" + of("", ""),
            new BusConfig("org.example", "none"),
            AgentConfig::dbus));
    rows.add(
        new Row(
            "dbus.no-interface-name",
            "dbus: {}\n" + of("", ""),
            standard,
            "dbus: {no-interface-name: nil}\n" + of("", ""),
            new BusConfig("org.keepalived.Vrrp1", "nil"),
            AgentConfig::dbus));
    rows.add(
        new Row(
            "log",
            of("", ""),
            LogFormat.AUTO,
            "log: {format: text}\n" + of("", ""),
            LogFormat.TEXT,
            config -> config.process().logFormat()));
    rows.add(
        new Row(
            "log.format",
            "log: {}\n" + of("", ""),
            LogFormat.AUTO,
            "log: {format: json}\n" + of("", ""),
            LogFormat.JSON,
            config -> config.process().logFormat()));
  }

  private static void dumps(List<Row> rows) {
    rows.add(
        new Row(
            "keepalived-dumps",
            of("", ""),
            null,
            "keepalived-dumps:\n" + of("", ""),
            DumpConfig.DEFAULT,
            AgentConfig::dumps));
    dump(
        rows,
        "data",
        "/run/k",
        new DumpConfig("/run/k", "/tmp/keepalived.stats", "/tmp/keepalived.json", 1));
    dump(
        rows,
        "statistics",
        "/run/k",
        new DumpConfig("/tmp/keepalived.data", "/run/k", "/tmp/keepalived.json", 1));
    dump(
        rows,
        "json",
        "/run/k",
        new DumpConfig("/tmp/keepalived.data", "/tmp/keepalived.stats", "/run/k", 1));
    dump(
        rows,
        "json-version",
        "2",
        new DumpConfig("/tmp/keepalived.data", "/tmp/keepalived.stats", "/tmp/keepalived.json", 2));
  }

  private static void dump(List<Row> rows, String key, String value, DumpConfig expected) {
    rows.add(
        new Row(
            "keepalived-dumps." + key,
            "keepalived-dumps: {}\n" + of("", ""),
            DumpConfig.DEFAULT,
            "keepalived-dumps: {" + key + ": " + value + "}\n" + of("", ""),
            expected,
            AgentConfig::dumps));
  }

  private static void snmp(List<Row> rows) {
    var socket = new MasterSocket(MasterSocket.Kind.UNIX, "/var/agentx/master", 0);
    var all = EnumSet.allOf(Mib.class);
    rows.add(
        new Row(
            "snmp",
            of("", ""),
            null,
            "snmp:\n" + of("", ""),
            new SnmpConfig(socket, all, false),
            AgentConfig::snmp));
    rows.add(
        new Row(
            "snmp.socket",
            "snmp: {}\n" + of("", ""),
            "unix:/var/agentx/master",
            "snmp: {socket: \"tcp:[::1]:7050\"}\n" + of("", ""),
            "tcp:[::1]:7050",
            c -> requireNonNull(c.snmp()).socket().toString()));
    rows.add(
        new Row(
            "snmp.mibs",
            "snmp: {}\n" + of("", ""),
            all,
            "snmp: {mibs: [checker, rfc6527]}\n" + of("", ""),
            EnumSet.of(Mib.CHECKER, Mib.RFC6527),
            c -> requireNonNull(c.snmp()).mibs()));
    rows.add(
        new Row(
            "snmp.traps",
            "snmp: {}\n" + of("", ""),
            false,
            "snmp: {traps: true}\n" + of("", ""),
            true,
            c -> requireNonNull(c.snmp()).traps()));
  }

  private static void vrrp(List<Row> rows) {
    rows.add(required("vrrp.instances", of("", ""), 1, c -> c.vrrp().instances().size()));
    rows.add(
        vrrp(
            "startup-delay",
            Duration.ZERO,
            "10s",
            Duration.ofSeconds(10),
            c -> c.vrrp().startupDelay()));
    rows.add(
        vrrp(
            "delay-after-boot",
            Duration.ZERO,
            "2m",
            Duration.ofMinutes(2),
            c -> c.vrrp().delayAfterBoot()));
    rows.add(vrrp("real-time-priority", 0, "50", 50, c -> c.vrrp().realTimePriority()));
    rows.add(vrrp("lock-memory", false, "true", true, c -> c.vrrp().lockMemory()));
    links(rows);
    process(rows);
    rows.add(
        vrrp(
            "firewall",
            FirewallConfig.DEFAULT,
            "{table: t, priority: 5, counters: true}",
            new FirewallConfig("t", 5, true),
            c -> c.vrrp().firewall()));
    rows.add(
        new Row(
            "vrrp.firewall.table",
            of("", ""),
            "holdfast",
            of("firewall: {table: t}", ""),
            "t",
            c -> c.vrrp().firewall().table()));
    rows.add(
        new Row(
            "vrrp.firewall.priority",
            of("", ""),
            -1,
            of("firewall: {priority: -5}", ""),
            -5,
            c -> c.vrrp().firewall().priority()));
    rows.add(
        new Row(
            "vrrp.firewall.counters",
            of("", ""),
            false,
            of("firewall: {counters: true}", ""),
            true,
            c -> c.vrrp().firewall().counters()));
    rows.add(vrrp("scripts", 0, "{s: {command: /bin/s}}", 1, c -> c.vrrp().scripts().size()));
    rows.add(
        required(
            "vrrp.scripts.*.command",
            of("scripts: {s: {command: /bin/s a}}", ""),
            List.of("/bin/s", "a"),
            c -> script(c).command()));
    rows.add(
        script(
            "interval",
            Duration.ofSeconds(1),
            "100ms",
            Duration.ofMillis(100),
            ScriptConfig::interval));
    rows.add(
        script(
            "timeout", Duration.ofSeconds(1), "2s", Duration.ofSeconds(2), ScriptConfig::timeout));
    rows.add(script("rise", 1, "2", 2, ScriptConfig::rise));
    rows.add(script("fall", 1, "3", 3, ScriptConfig::fall));
    rows.add(script("weight", 0, "-60", -60, ScriptConfig::weight));
    rows.add(script("reverse", false, "true", true, ScriptConfig::reverse));
    rows.add(script("init-fail", false, "yes", true, ScriptConfig::initFail));
    rows.add(script("user", null, "nobody", "nobody", ScriptConfig::user));
    rows.add(
        new Row(
            "vrrp.scripts.*.group",
            of("scripts: {s: {command: /bin/s, user: u}}", ""),
            null,
            of("scripts: {s: {command: /bin/s, user: u, group: g}}", ""),
            "g",
            c -> script(c).group()));
    rows.add(
        vrrp("sync-groups", 0, "{G: {instances: [VI]}}", 1, c -> c.vrrp().syncGroups().size()));
    trackFiles(rows);
    trackProcesses(rows);
    rows.add(
        required(
            "vrrp.sync-groups.*.instances",
            of("sync-groups: {G: {instances: [VI]}}", ""),
            List.of("VI"),
            c -> c.vrrp().syncGroups().get(0).instances()));
    rows.add(
        new Row(
            "vrrp.sync-groups.*.notify",
            of("sync-groups: {G: {instances: [VI]}}", ""),
            NotifyCommands.NONE,
            of("sync-groups: {G: {instances: [VI], notify: {any: /bin/n}}}", ""),
            new NotifyCommands(null, null, null, null, null, null, NotifyCommand.of("/bin/n")),
            c -> c.vrrp().syncGroups().get(0).notifications()));
    rows.add(
        defaults(
            "multicast-group-ipv4",
            "",
            IpAddress.of("224.0.0.18"),
            "224.0.0.19",
            IpAddress.of("224.0.0.19"),
            c -> multicast(c).group()));
    rows.add(
        defaults(
            "multicast-group-ipv6",
            "family: ipv6",
            IpAddress.of("ff02::12"),
            "ff02::13",
            IpAddress.of("ff02::13"),
            c -> multicast(c).group()));
    rows.add(
        new Row(
            "vrrp.defaults",
            of("", ""),
            3,
            of("defaults: {down-timer-adverts: 4}", ""),
            4,
            c -> only(c).election().downTimerAdverts()));
  }

  private static void instance(List<Row> rows) {
    rows.add(
        new Row(
            "vrrp.instances.*.interface",
            WITHOUT_INTERFACE.formatted(""),
            "",
            of("", ""),
            "eth0",
            c -> only(c).interfaceName()));
    rows.add(
        new Row(
            "vrrp.instances.*.vrf",
            WITHOUT_INTERFACE.formatted(""),
            "",
            WITHOUT_INTERFACE.formatted(", vrf: blue"),
            "blue",
            c -> only(c).interfaceName()));
    rows.add(
        required(
            "vrrp.instances.*.virtual-router-id", of("", ""), 51, c -> only(c).virtualRouterId()));
    rows.add(own("family", Family.IPV4, "ipv6", Family.IPV6, InstanceConfig::family));
    rows.add(own("version", VrrpVersion.V2, "3", VrrpVersion.V3, i -> i.protocol().version()));
    rows.add(own("priority", 100, "150", 150, i -> i.election().priority()));
    rows.add(
        new Row(
            "vrrp.instances.*.yield-when-late",
            of("", "preempt: false"),
            0,
            of("", "preempt: false, yield-when-late: 200"),
            200,
            c -> only(c).election().rivalPriority()));
    rows.add(
        own(
            "advertisement-interval",
            Duration.ofSeconds(1),
            "2s",
            Duration.ofSeconds(2),
            i -> i.election().advertisementInterval()));
    rows.add(own("preempt", true, "off", false, i -> i.election().preempt()));
    rows.add(
        own(
            "preempt-delay",
            Duration.ZERO,
            "2m",
            Duration.ofMinutes(2),
            i -> i.election().preemptDelay()));
    rows.add(own("down-timer-adverts", 3, "5", 5, i -> i.election().downTimerAdverts()));
    rows.add(
        own(
            "answer-lower-priority",
            true,
            "no",
            false,
            i -> i.election().adverts().answerLowerPriority()));
    rows.add(
        own(
            "advert-before-yielding",
            true,
            "off",
            false,
            i -> i.election().adverts().advertBeforeYielding()));
    rows.add(
        own(
            "owner-ignores-adverts",
            false,
            "true",
            true,
            i -> i.election().adverts().ownerIgnoresAdverts()));
    rows.add(own("vmac", List.of(), "true", List.of("vrrp.51"), KeywordTableTest::linkNames));
    rows.add(vmac("enabled", List.of("vrrp.51"), "false", List.of(), KeywordTableTest::linkNames));
    rows.add(vmac("name", List.of("vrrp.51"), "vm0", List.of("vm0"), KeywordTableTest::linkNames));
    rows.add(
        vmac(
            "address",
            VirtualLink.virtualMac(Family.IPV4, 51),
            "\"02:00:00:00:00:09\"",
            MacAddress.of("02:00:00:00:00:09"),
            i -> i.holdings().links().getFirst().mac()));
    rows.add(
        vmac(
            "adverts-from-base",
            Optional.of(VirtualLink.virtualMac(Family.IPV4, 51)),
            "true",
            Optional.empty(),
            i -> Optional.ofNullable(((Transport.Multicast) i.transport()).sender())));
    rows.add(
        new Row(
            "vrrp.instances.*.vmac.all-interfaces",
            of("", "addresses: [{address: 10.0.0.9/24, interface: eth1}], vmac: true"),
            List.of("vrrp.51"),
            of(
                "",
                "addresses: [{address: 10.0.0.9/24, interface: eth1}], vmac: {all-interfaces:"
                    + " true}"),
            List.of("vrrp.51", "vrrp1.51"),
            c -> linkNames(only(c))));
    rows.add(
        defaults(
            "vmac-prefix",
            "vmac: true",
            List.of("vrrp.51"),
            "hv",
            List.of("hv.51"),
            c -> linkNames(only(c))));
    rows.add(
        defaults(
            "vmac-address-prefix",
            "addresses: [{address: 10.0.0.9/24, vmac: true}]",
            List.of("vrrp.51"),
            "ha",
            List.of("ha.51"),
            c -> linkNames(only(c))));
    rows.add(own("ipvlan", List.of(), "bridge", List.of("vrrp.51"), KeywordTableTest::linkNames));
    rows.add(
        under(
            "ipvlan",
            "mode",
            List.of(),
            "vepa",
            List.of(IpvlanMode.VEPA),
            i -> i.holdings().links().stream().map(VirtualLink::ipvlan).toList()));
    rows.add(
        under("ipvlan", "name", List.of(), "vm0", List.of("vm0"), KeywordTableTest::linkNames));
    rows.add(
        under(
            "ipvlan",
            "address",
            null,
            "10.0.0.5/24",
            IpAddress.of("10.0.0.5"),
            i -> i.transport().source()));
    rows.add(own("handover", true, "false", false, i -> i.election().handover().enabled()));
    rows.add(
        under("handover", "enabled", true, "false", false, i -> i.election().handover().enabled()));
    rows.add(
        under(
            "handover",
            "linger",
            Duration.ofMillis(50),
            "30ms",
            Duration.ofMillis(30),
            i -> i.election().handover().linger()));
    rows.add(
        under(
            "handover",
            "margin",
            Duration.ofMillis(500),
            "0",
            Duration.ZERO,
            i -> i.election().handover().margin()));
    rows.add(
        own(
            "notify",
            NotifyCommands.NONE,
            "{any: /bin/n}",
            new NotifyCommands(null, null, null, null, null, null, NotifyCommand.of("/bin/n")),
            InstanceConfig::notifications));
    rows.add(notify("master", n -> n.master()));
    rows.add(notify("backup", n -> n.backup()));
    rows.add(notify("fault", n -> n.fault()));
    rows.add(notify("stop", n -> n.stop()));
    rows.add(notify("deleted", n -> n.deleted()));
    rows.add(notify("lower-priority", n -> n.lowerPriority()));
    rows.add(notify("any", n -> n.any()));
  }

  private static void talk(List<Row> rows) {
    rows.add(
        own(
            "source-address",
            null,
            "10.0.0.1",
            IpAddress.of("10.0.0.1"),
            i -> i.transport().source()));
    rows.add(
        new Row(
            "vrrp.instances.*.multicast-group",
            of("", ""),
            IpAddress.of("224.0.0.18"),
            of("", "multicast-group: 239.1.2.3"),
            IpAddress.of("239.1.2.3"),
            c -> multicast(c).group()));
    rows.add(
        own(
            "unicast",
            false,
            "{peers: [10.0.0.2]}",
            true,
            i -> i.transport() instanceof Transport.Unicast));
    rows.add(
        required(
            "vrrp.instances.*.unicast.peers",
            of("", "unicast: {peers: [10.0.0.2]}"),
            List.of(new Transport.Peer(IpAddress.of("10.0.0.2"), 0, 255)),
            c -> unicast(c).peers()));
    rows.add(
        required(
            "vrrp.instances.*.unicast.peers.address",
            of("", "unicast: {peers: [{address: 10.0.0.2}]}"),
            IpAddress.of("10.0.0.2"),
            c -> unicast(c).peers().get(0).address()));
    rows.add(peer("min-ttl", 0, "254", 254, Transport.Peer::minTtl));
    rows.add(peer("max-ttl", 255, "64", 64, Transport.Peer::maxTtl));
    rows.add(
        new Row(
            "vrrp.instances.*.unicast.fault-without-peers",
            of("", "unicast: {peers: [10.0.0.2]}"),
            1,
            of("", "unicast: {peers: [], fault-without-peers: true}"),
            0,
            c -> unicast(c).peers().size()));
    rows.add(unicast("source", null, "10.0.0.1", IpAddress.of("10.0.0.1"), u -> u.source()));
    rows.add(unicast("ttl", 255, "3", 3, Transport.Unicast::ttl));
    rows.add(unicast("check-source", true, "false", false, Transport.Unicast::checkSource));
    rows.add(
        new Row(
            "vrrp.instances.*.checksum",
            of("", "version: 3"),
            ChecksumForm.PSEUDO_HEADER,
            of("", "version: 3, checksum: message-only"),
            ChecksumForm.MESSAGE_ONLY,
            c -> only(c).protocol().checksum()));
    rows.add(
        own(
            "authentication",
            new Authentication.None(),
            "{type: pass, password: abc}",
            new Authentication.Password("abc"),
            i -> i.protocol().authentication()));
    rows.add(
        required(
            "vrrp.instances.*.authentication.type",
            of("", "authentication: {type: ah, password: abc}"),
            new Authentication.AuthenticationHeader("abc"),
            c -> only(c).protocol().authentication()));
    rows.add(
        required(
            "vrrp.instances.*.authentication.password",
            of("", "authentication: {type: pass, password: 01234567}"),
            new Authentication.Password("01234567"),
            c -> only(c).protocol().authentication()));
    rows.add(
        required(
            "vrrp.instances.*.authentication.keys", hmac(""), 2, c -> trailer(c).keys().size()));
    rows.add(
        required(
            "vrrp.instances.*.authentication.keys.id",
            hmac(""),
            7,
            c -> trailer(c).keys().get(0).id()));
    rows.add(
        required(
            "vrrp.instances.*.authentication.keys.secret",
            hmac(""),
            (byte) '0',
            c -> trailer(c).keys().get(0).secret().bytes().get(0)));
    rows.add(
        new Row(
            "vrrp.instances.*.authentication.active-key",
            hmac(""),
            7,
            hmac(", active-key: 8"),
            8,
            c -> trailer(c).activeKeyId()));
    rows.add(
        new Row(
            "vrrp.instances.*.authentication.mode",
            hmac(""),
            Authentication.HmacTrailer.Mode.ENFORCE,
            hmac(", mode: receive-only"),
            Authentication.HmacTrailer.Mode.RECEIVE_ONLY,
            c -> trailer(c).mode()));
    rows.add(
        new Row(
            "vrrp.instances.*.authentication.anti-replay",
            hmac(""),
            Authentication.HmacTrailer.AntiReplay.TIME,
            hmac(", anti-replay: monotonic"),
            Authentication.HmacTrailer.AntiReplay.MONOTONIC,
            c -> trailer(c).antiReplay()));
    rows.add(
        new Row(
            "vrrp.instances.*.authentication.time-window",
            hmac(""),
            Duration.ofSeconds(5),
            hmac(", time-window: 90s"),
            Duration.ofSeconds(90),
            c -> trailer(c).window()));
  }

  private static void trackFiles(List<Row> rows) {
    rows.add(vrrp("track-files", 0, "{f: {path: /run/f}}", 1, c -> c.trackFiles().size()));
    rows.add(
        required(
            "vrrp.track-files.*.path",
            of("track-files: {f: {path: /run/f}}", ""),
            "/run/f",
            c -> c.trackFiles().get(0).path()));
    rows.add(trackFile("weight", 1, "-10", -10, c -> watched(c).weight()));
    rows.add(trackFile("reverse", false, "true", true, c -> watched(c).reverse()));
    rows.add(trackFile("init-value", null, "-3", -3, c -> c.trackFiles().get(0).initialValue()));
    rows.add(
        new Row(
            "vrrp.track-files.*.overwrite",
            of("track-files: {f: {path: /run/f, init-value: 0}}", ""),
            false,
            of("track-files: {f: {path: /run/f, init-value: 0, overwrite: true}}", ""),
            true,
            c -> c.trackFiles().get(0).overwrite()));
  }

  private static Row trackFile(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.track-files.*." + key,
        of("track-files: {f: {path: /run/f}}", "track: {files: [f]}"),
        standard,
        of("track-files: {f: {path: /run/f, " + key + ": " + text + "}}", "track: {files: [f]}"),
        given,
        read);
  }

  private static void trackProcesses(List<Row> rows) {
    rows.add(vrrp("track-processes", 0, "{p: {command: p}}", 1, c -> c.trackProcesses().size()));
    rows.add(
        required(
            "vrrp.track-processes.*.command",
            of("track-processes: {p: {command: /bin/p -a b}}", ""),
            List.of("/bin/p", "-a", "b"),
            c ->
                Stream.concat(Stream.of(process(c).program()), process(c).arguments().stream())
                    .toList()));
    rows.add(trackProcess("match", Match.NAME, "partial", Match.PARTIAL, c -> process(c).match()));
    rows.add(trackProcess("full-command", false, "yes", true, c -> process(c).fullCommand()));
    rows.add(trackProcess("quorum", 1, "3", 3, c -> process(c).least()));
    rows.add(trackProcess("quorum-max", Integer.MAX_VALUE, "4", 4, c -> process(c).most()));
    for (var key : List.of("delay", "fork-delay", "terminate-delay")) {
      rows.add(
          trackProcess(
              key,
              Duration.ZERO,
              "200ms",
              Duration.ofMillis(200),
              c -> key.startsWith("fork") ? process(c).forkDelay() : process(c).terminateDelay()));
    }
    rows.add(trackProcess("weight", 0, "-5", -5, c -> watched(c).weight()));
    rows.add(trackProcess("reverse", false, "true", true, c -> watched(c).reverse()));
  }

  private static Row trackProcess(
      String key,
      Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    var instance = "track: {processes: [p]}";
    return new Row(
        "vrrp.track-processes.*." + key,
        of("track-processes: {p: {command: p}}", instance),
        standard,
        of("track-processes: {p: {command: p, " + key + ": " + text + "}}", instance),
        given,
        read);
  }

  private static TrackProcessConfig process(AgentConfig config) {
    return config.trackProcesses().get(0);
  }

  private static Tracks.Watched watched(AgentConfig config) {
    return only(config).tracks().watched().get(0);
  }

  private static final String DEFINITIONS =
      "track-files: {f: {path: /run/f}}\n  track-processes: {p: {command: p}}\n"
          + "  scripts: {s: {command: /bin/s}}";

  private static void trackByName(List<Row> rows) {
    byName(rows, "files", "file", "f", TrackKind.FILE, 1);
    byName(rows, "processes", "process", "p", TrackKind.PROCESS, 0);
    byName(rows, "bfd", "session", "b", TrackKind.BFD, 0);
    byName(rows, "virtual-servers", "virtual-server", "v", TrackKind.VIRTUAL_SERVER, 0);
    byNameInGroups(rows, "scripts", "script", "s", TrackKind.SCRIPT, 0);
    byNameInGroups(rows, "files", "file", "f", TrackKind.FILE, 1);
    byNameInGroups(rows, "processes", "process", "p", TrackKind.PROCESS, 0);
    byNameInGroups(rows, "bfd", "session", "b", TrackKind.BFD, 0);
    byNameInGroups(rows, "virtual-servers", "virtual-server", "v", TrackKind.VIRTUAL_SERVER, 0);
    var path = "vrrp.sync-groups.*.";
    rows.add(
        new Row(
            path + "tracking-weight",
            ownTrackInGroup(""),
            List.of(),
            ownTrackInGroup(", tracking-weight: true"),
            List.of(new Tracks.Watched(TrackKind.SCRIPT, "s", 5, false)),
            c -> only(c).tracks().watched()));
    rows.add(
        new Row(
            path + "track",
            grouped("{}", ""),
            List.of(),
            grouped("{scripts: [s]}", ""),
            List.of(new Tracks.Watched(TrackKind.SCRIPT, "s", 0, false)),
            c -> only(c).tracks().watched()));
    rows.add(
        new Row(
            path + "track.interfaces",
            grouped("{}", ""),
            List.of(),
            grouped("{interfaces: [eth1]}", ""),
            List.of(new Tracks.InterfaceTrack("eth1", 0, false)),
            c -> only(c).tracks().interfaces()));
    rows.add(
        required(
            path + "track.interfaces.interface",
            grouped("{interfaces: [{interface: eth1}]}", ""),
            "eth1",
            c -> only(c).tracks().interfaces().get(0).interfaceName()));
    rows.add(
        new Row(
            path + "track.interfaces.weight",
            grouped("{interfaces: [eth1]}", ""),
            0,
            grouped("{interfaces: [{interface: eth1, weight: 9}]}", ""),
            9,
            c -> only(c).tracks().interfaces().get(0).weight()));
    rows.add(
        new Row(
            path + "track.interfaces.reverse",
            grouped("{interfaces: [eth1]}", ""),
            false,
            grouped("{interfaces: [{interface: eth1, reverse: true}]}", ""),
            true,
            c -> only(c).tracks().interfaces().get(0).reverse()));
  }

  private static String ownTrackInGroup(String more) {
    return of(
        "sync-groups: {G: {instances: [VI]" + more + "}}\n  " + DEFINITIONS,
        "track: {scripts: [{script: s, weight: 5}]}");
  }

  private static String grouped(String track, String more) {
    return of(
        "sync-groups: {G: {instances: [VI], track: "
            + track
            + (more.isEmpty() ? "" : ", " + more)
            + "}}\n  "
            + DEFINITIONS,
        "");
  }

  private static void byName(
      List<Row> rows, String list, String name, String value, TrackKind kind, int standard) {
    Function<String, String> tracking =
        items -> of(DEFINITIONS, "track: {" + list + ": [" + items + "]}");
    var path = "vrrp.instances.*.track." + list;
    byName(rows, path, tracking, name, value, kind, standard, 7);
  }

  private static void byNameInGroups(
      List<Row> rows, String list, String name, String value, TrackKind kind, int standard) {
    Function<String, String> tracking = items -> grouped("{" + list + ": [" + items + "]}", "");
    var path = "vrrp.sync-groups.*.track." + list;
    byName(rows, path, tracking, name, value, kind, standard, 7);
  }

  private static void byName(
      List<Row> rows,
      String path,
      Function<String, String> tracking,
      String name,
      String value,
      TrackKind kind,
      int standard,
      int weight) {
    var plain = List.of(new Tracks.Watched(kind, value, standard, false));
    var item = "{" + name + ": " + value;
    rows.add(
        new Row(
            path,
            tracking.apply(""),
            List.of(),
            tracking.apply(value),
            plain,
            c -> only(c).tracks().watched()));
    rows.add(
        required(
            path + "." + name, tracking.apply(item + "}"), plain, c -> only(c).tracks().watched()));
    rows.add(
        new Row(
            path + ".weight",
            tracking.apply(value),
            standard,
            tracking.apply(item + ", weight: " + weight + "}"),
            weight,
            c -> watched(c).weight()));
    rows.add(
        new Row(
            path + ".reverse",
            tracking.apply(value),
            false,
            tracking.apply(item + ", reverse: true}"),
            true,
            c -> watched(c).reverse()));
  }

  private static void track(List<Row> rows) {
    trackByName(rows);
    rows.add(
        own(
            "track",
            new Tracks(true, false, List.of(), List.of()),
            "{own-interface: false}",
            new Tracks(false, false, List.of(), List.of()),
            InstanceConfig::tracks));
    rows.add(under("track", "own-interface", true, "no", false, i -> i.tracks().ownInterface()));
    rows.add(
        new Row(
            "vrrp.instances.*.track.source-address",
            of("", "source-address: 10.0.0.1"),
            false,
            of("", "source-address: 10.0.0.1, track: {source-address: true}"),
            true,
            c -> only(c).tracks().sourceAddress()));
    rows.add(
        under(
            "track",
            "interfaces",
            List.of(),
            "[eth1]",
            List.of(new Tracks.InterfaceTrack("eth1", 0, false)),
            i -> i.tracks().interfaces()));
    rows.add(
        required(
            "vrrp.instances.*.track.interfaces.interface",
            of("", "track: {interfaces: [{interface: eth1}]}"),
            "eth1",
            c -> only(c).tracks().interfaces().get(0).interfaceName()));
    rows.add(trackedInterface("weight", 0, "20", 20, Tracks.InterfaceTrack::weight));
    rows.add(trackedInterface("reverse", false, "on", true, Tracks.InterfaceTrack::reverse));
    rows.add(
        new Row(
            "vrrp.instances.*.track.scripts",
            of("", ""),
            List.of(),
            scripted("[s]"),
            List.of(new Tracks.Watched(TrackKind.SCRIPT, "s", -5, true)),
            c -> only(c).tracks().watched()));
    rows.add(
        required(
            "vrrp.instances.*.track.scripts.script",
            scripted("[{script: s}]"),
            List.of(new Tracks.Watched(TrackKind.SCRIPT, "s", -5, true)),
            c -> only(c).tracks().watched()));
    rows.add(
        new Row(
            "vrrp.instances.*.track.scripts.weight",
            scripted("[s]"),
            -5,
            scripted("[{script: s, weight: 0}]"),
            0,
            c -> only(c).tracks().watched().get(0).weight()));
    rows.add(
        new Row(
            "vrrp.instances.*.track.scripts.reverse",
            scripted("[s]"),
            true,
            scripted("[{script: s, reverse: false}]"),
            false,
            c -> only(c).tracks().watched().get(0).reverse()));
  }

  private static void announce(List<Row> rows) {
    rows.add(own("gratuitous-arp", 5, "{repeat: 2}", 2, i -> i.announcements().repeat()));
    rows.add(arp("repeat", 5, "1", 1, i -> i.announcements().repeat()));
    rows.add(
        arp("delay", Duration.ofSeconds(5), "0", Duration.ZERO, i -> i.announcements().delay()));
    rows.add(arp("lower-priority-repeat", 5, "0", 0, i -> i.announcements().lowerPriorityRepeat()));
    rows.add(
        arp(
            "lower-priority-delay",
            Duration.ofSeconds(5),
            "1s",
            Duration.ofSeconds(1),
            i -> i.announcements().lowerPriorityDelay()));
    rows.add(
        arp("refresh", Duration.ZERO, "1h", Duration.ofHours(1), i -> i.announcements().refresh()));
    rows.add(arp("refresh-repeat", 1, "2", 2, i -> i.announcements().refreshRepeat()));
    rows.add(
        arp(
            "interval",
            Duration.ZERO,
            "100us",
            Duration.ofNanos(100_000),
            i -> i.announcements().arpInterval()));
    rows.add(
        arp(
            "na-interval",
            Duration.ZERO,
            "1.5ms",
            Duration.ofNanos(1_500_000),
            i -> i.announcements().naInterval()));
  }

  private static void hold(List<Row> rows) {
    rows.add(
        new Row(
            "vrrp.instances.*.addresses",
            of("", ""),
            0,
            of("", "addresses: [10.0.0.9]"),
            1,
            c -> only(c).holdings().advertised().size()));
    rows.add(own("excluded-addresses", 0, "[10.0.0.9]", 1, i -> i.holdings().excluded().size()));
    rows.add(
        own(
            "on-address-loss",
            OnAddressLoss.RESTORE,
            "failover",
            OnAddressLoss.FAILOVER,
            i -> i.holdings().onAddressLoss()));
    rows.add(
        own(
            "promote-secondaries",
            Set.of(),
            "true",
            Set.of("eth0"),
            i -> i.holdings().promoting()));
    rows.add(own("accept", true, "false", false, i -> i.holdings().accepting()));
    rows.add(
        own(
            "address-probe",
            Duration.ofMinutes(1),
            "10s",
            Duration.ofSeconds(10),
            InstanceConfig::addressProbe));
    for (var list : List.of("addresses", "excluded-addresses")) {
      rows.add(
          required(
              "vrrp.instances.*." + list + ".address",
              of("", list + ": [{address: 10.0.0.9/24}]"),
              IpPrefix.of("10.0.0.9/24"),
              c -> address(c).prefix()));
      rows.add(address(list, "interface", "eth0", "eth1", "eth1", VirtualAddress::interfaceName));
      rows.add(address(list, "label", null, "\"eth0:1\"", "eth0:1", VirtualAddress::label));
      rows.add(address(list, "scope", 0, "link", 253, VirtualAddress::scope));
      rows.add(
          address(
              list,
              "broadcast",
              null,
              "10.0.0.255",
              IpAddress.of("10.0.0.255"),
              VirtualAddress::broadcast));
      rows.add(
          address(list, "peer", null, "10.0.0.8", IpAddress.of("10.0.0.8"), VirtualAddress::peer));
      rows.add(address(list, "prefix-route", true, "false", false, VirtualAddress::prefixRoute));
      rows.add(
          new Row(
              "vrrp.instances.*." + list + ".duplicate-address-detection",
              of("", list + ": [\"fe80::9\"]"),
              false,
              of("", list + ": [{address: \"fe80::9\", duplicate-address-detection: true}]"),
              true,
              c -> address(c).duplicateAddressDetection()));
      rows.add(address(list, "tracked", true, "false", false, VirtualAddress::tracked));
      rows.addAll(RouteRows.addressRows(list));
      rows.add(address(list, "vmac", "eth0", "true", "vrrp.51", VirtualAddress::interfaceName));
    }
    rows.add(
        own(
            "routes",
            0,
            "[{destination: 0.0.0.0/0, gateway: 10.0.0.254}]",
            1,
            i -> i.holdings().routes().size()));
    rows.add(
        required(
            "vrrp.instances.*.routes.destination",
            of("", "routes: [{destination: 192.0.2.0/24, interface: eth1}]"),
            IpPrefix.of("192.0.2.0/24"),
            c -> only(c).holdings().routes().get(0).destination()));
    rows.add(
        new Row(
            "vrrp.instances.*.routes.type",
            of("", "routes: [{destination: 192.0.2.0/24, interface: eth1}]"),
            VirtualRoute.Type.UNICAST,
            of("", "routes: [{destination: 192.0.2.0/24, type: prohibit}]"),
            VirtualRoute.Type.PROHIBIT,
            c -> only(c).holdings().routes().get(0).type()));
    rows.add(
        new Row(
            "vrrp.instances.*.routes.interface",
            of("", "routes: [{destination: 192.0.2.0/24, gateway: 10.0.0.254}]"),
            null,
            of("", "routes: [{destination: 192.0.2.0/24, interface: eth1}]"),
            "eth1",
            c -> only(c).holdings().routes().get(0).interfaceName()));
    rows.add(
        route("gateway", null, "10.0.0.254", IpAddress.of("10.0.0.254"), VirtualRoute::gateway));
    rows.add(route("source", null, "10.0.0.9", IpAddress.of("10.0.0.9"), VirtualRoute::source));
    rows.add(route("table", 254L, "100", 100L, VirtualRoute::table));
    rows.add(route("metric", 0L, "10", 10L, VirtualRoute::metric));
    rows.addAll(RouteRows.rows());
    rows.add(route("on-link", false, "true", true, VirtualRoute::onLink));
    rows.add(own("rules", 0, "[{priority: 100}]", 1, i -> i.holdings().rules().size()));
    rows.add(
        required(
            "vrrp.instances.*.rules.priority",
            of("", "rules: [{priority: 100}]"),
            100L,
            c -> only(c).holdings().rules().get(0).priority()));
    rows.add(rule("family", Family.IPV4, "ipv6", Family.IPV6, VirtualRule::family));
    rows.add(rule("from", null, "10.0.0.0/8", IpPrefix.of("10.0.0.0/8"), VirtualRule::from));
    rows.add(rule("to", null, "10.0.0.0/8", IpPrefix.of("10.0.0.0/8"), VirtualRule::to));
    rows.add(rule("input-interface", null, "eth1", "eth1", VirtualRule::inputInterface));
    rows.add(rule("output-interface", null, "eth1", "eth1", VirtualRule::outputInterface));
    rows.add(rule("firewall-mark", 0L, "0x10", 16L, VirtualRule::firewallMark));
    rows.add(rule("firewall-mask", 0L, "255", 255L, VirtualRule::firewallMask));
    rows.add(rule("table", 254L, "local", 255L, VirtualRule::table));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void hasItsDefaultAndItsPlace(Row row) throws ConfigException {
    var host = new FakeHost();
    host.files.put("/etc/password", "p\n");
    if (row.without() != null) {
      assertThat(row.read().apply(host.load(row.without()).config()))
          .as("default of %s", row.path())
          .isEqualTo(row.standard());
    }
    assertThat(row.read().apply(host.load(row.with()).config()))
        .as("value of %s", row.path())
        .isEqualTo(row.given());
  }

  @Test
  void noKeywordIsWithoutARow() {
    var inTable = new TreeSet<String>();
    collect("", Keywords.ROOT, inTable);
    var inRows = new TreeSet<String>();
    rows().forEach(row -> inRows.add(row.path()));
    // A key that defaults share with an instance is covered by the instance's row, and its use in
    // the defaults by defaultsApplyToInstancesThatDoNotOverrideThem. A group's notify is covered
    // by the instance's notify.
    inTable.removeIf(path ->
        (path.startsWith("vrrp.defaults.") && !path.matches(".*\\.(multicast-group|vmac-).*"))
            || (path.startsWith("vrrp.sync-groups.*.notify.") && !path.contains("priority-changes"))
            || path.matches("notifications\\.(vrrp|servers)-fifo\\..*")
            || path.startsWith("virtual-servers.")
            || path.matches("vrrp\\.static\\.(addresses|routes|rules)\\.(?!track-group).*")
            || path.matches(TRACKED_CHECK));
    // The keys of a virtual server, its servers and their checks are shared, so one row for each is
    // enough.
    collectOnce("virtual-servers.*.", VirtualServerRows.section(), inTable, new HashSet<>());
    assertThat(inRows).isEqualTo(inTable);
  }

  @Test
  void everyPublicKeyIsInTheTable() throws IllegalAccessException {
    var keys = new HashMap<String, Key<?>>();
    for (var type : new ClassFileImporter().importPackagesOf(Keywords.class)) {
      for (var field : type.reflect().getFields()) {
        if (field.getType() == Key.class) {
          keys.put(type.getSimpleName() + "." + field.getName(), (Key<?>) field.get(null));
        }
      }
    }
    assertThat(keys).isNotEmpty();
    var inTable = new HashSet<Key<?>>();
    collectOnce("", Keywords.ROOT, new HashSet<>(), inTable);

    keys.values().removeAll(inTable);

    assertThat(keys).isEmpty();
  }

  @Test
  void defaultsApplyToInstancesThatDoNotOverrideThem() throws ConfigException {
    var file =
        """
        vrrp:
          defaults:
            version: 3
            advertisement-interval: 100ms
            check-source: false
            down-timer-adverts: 4
            answer-lower-priority: false
            advert-before-yielding: false
            owner-ignores-adverts: true
            handover: {linger: 7ms}
            accept: false
            on-address-loss: failover
            address-probe: 7s
            gratuitous-arp: {repeat: 2, delay: 1s}
          instances:
            A:
              interface: eth0
              virtual-router-id: 1
              addresses: [10.0.0.9/24]
              unicast: {peers: [10.0.0.2]}
            B:
              interface: eth0
              virtual-router-id: 2
              version: 2
              advertisement-interval: 3s
              down-timer-adverts: 5
              handover: {margin: 1ms}
              gratuitous-arp: {delay: 0}
        """;
    assertThat(TableKeys.in(file))
        .containsAll(
            ((Section) Keywords.DEFAULTS.type())
                .keys().stream()
                    .filter(key -> !key.name().startsWith("multicast-group")) // they have rows
                    .filter(key -> !key.name().startsWith("vmac-")) // these too
                    .map(key -> "defaults/" + key)
                    .toList());
    var config = new FakeHost().load(file).config().vrrp();
    var a = config.instances().get(0);
    var b = config.instances().get(1);
    assertThat(a.protocol().version()).isEqualTo(VrrpVersion.V3);
    assertThat(a.election().advertisementInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(((Transport.Unicast) a.transport()).checkSource()).isFalse();
    assertThat(a.election().downTimerAdverts()).isEqualTo(4);
    assertThat(a.election().adverts().answerLowerPriority()).isFalse();
    assertThat(a.election().adverts().advertBeforeYielding()).isFalse();
    assertThat(a.election().adverts().ownerIgnoresAdverts()).isTrue();
    assertThat(a.election().handover().linger()).isEqualTo(Duration.ofMillis(7));
    assertThat(a.holdings().accepting()).isFalse();
    assertThat(a.holdings().onAddressLoss()).isEqualTo(OnAddressLoss.FAILOVER);
    assertThat(a.addressProbe()).isEqualTo(Duration.ofSeconds(7));
    assertThat(a.announcements().repeat()).isEqualTo(2);
    assertThat(b.protocol().version()).isEqualTo(VrrpVersion.V2);
    assertThat(b.election().advertisementInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(b.election().downTimerAdverts()).isEqualTo(5);
    assertThat(b.election().handover().linger()).isEqualTo(Duration.ofMillis(7));
    assertThat(b.election().handover().margin()).isEqualTo(Duration.ofMillis(1));
    assertThat(b.announcements().repeat()).isEqualTo(2);
    assertThat(b.announcements().delay()).isEqualTo(Duration.ZERO);
  }

  private static void collect(String prefix, Section section, Set<String> paths) {
    for (var key : section.keys()) {
      var path = prefix + key.name();
      paths.add(path);
      var below = Reference.sectionIn(key.type());
      if (below != null) {
        collect(path + (key.type() instanceof MapType ? ".*." : "."), below, paths);
      }
    }
  }

  /** Collects each key once, where it is nearest to the root. */
  private static void collectOnce(
      String prefix, Section section, Set<String> paths, Set<Key<?>> seen) {
    var fresh = new ArrayList<Key<?>>();
    for (var key : section.keys()) {
      if (seen.add(key)) {
        paths.add(prefix + key.name());
        fresh.add(key);
      }
    }
    for (var key : fresh) {
      var below = Reference.sectionIn(key.type());
      if (below != null) {
        collectOnce(prefix + key.name() + ".", below, paths, seen);
      }
    }
  }

  /** Returns a file with one instance, VI, with these additional lines. */
  private static final String WITHOUT_INTERFACE =
      "vrrp: {instances: {VI: {virtual-router-id: 51, source-address: 10.0.0.1,"
          + " unicast: {peers: [10.0.0.2]}%s}}}\n";

  static String of(String vrrp, String instance) {
    return "vrrp:\n  instances: {VI: {interface: eth0, virtual-router-id: 51"
        + (instance.contains("version: 3") || instance.contains("family: ipv6")
            ? ", addresses: [10.0.0.9/24, \"fe80::9/64\"]"
            : "")
        + (instance.isEmpty() ? "" : ", " + instance)
        + "}}\n"
        + (vrrp.isEmpty() ? "" : "  " + vrrp + "\n")
        + tracked(vrrp + instance);
  }

  /**
   * Returns the sessions and virtual servers that the tracks name, which are defined outside vrrp.
   */
  private static String tracked(String tracks) {
    return (tracks.contains("bfd: [") ? "bfd: {sessions: {b: {neighbour: 10.0.0.2}}}\n" : "")
        + (tracks.contains("virtual-servers: [") ? VirtualServerRows.of("") : "");
  }

  private static String hmac(String more) {
    return of(
        "",
        "authentication: {type: hmac, keys: [{id: 7, secret: %s}, {id: 8, secret: \"hex:%s%s\"}]%s}"
            .formatted(SECRET, SECRET, SECRET, more));
  }

  private static String scripted(String scripts) {
    return of(
        "scripts: {s: {command: /bin/s, weight: -5, reverse: true}}",
        "track: {scripts: " + scripts + "}");
  }

  private static Row required(
      String path, String with, Object given, Function<AgentConfig, @Nullable Object> read) {
    return new Row(path, null, null, with, given, read);
  }

  private static void process(List<Row> rows) {
    rows.add(process("", null, "{umask: \"0022\"}", 0022, t -> t.umask()));
    rows.add(
        process(
            "startup", null, "{startup: /bin/s}", NotifyCommand.of("/bin/s"), t -> t.startup()));
    rows.add(
        process(
            "startup-limit",
            TEN,
            "{startup-limit: 5s}",
            Duration.ofSeconds(5),
            t -> t.startupLimit()));
    rows.add(
        process(
            "shutdown", null, "{shutdown: /bin/s}", NotifyCommand.of("/bin/s"), t -> t.shutdown()));
    rows.add(
        process(
            "shutdown-limit",
            TEN,
            "{shutdown-limit: 5s}",
            Duration.ofSeconds(5),
            t -> t.shutdownLimit()));
    rows.add(process("umask", null, "{umask: \"0027\"}", 0027, t -> t.umask()));
    rows.add(
        process(
            "supplementary-groups",
            false,
            "{supplementary-groups: true}",
            true,
            t -> t.supplementaryGroups()));
    rows.add(
        process(
            "link-local-igmp", true, "{link-local-igmp: false}", false, t -> t.linkLocalIgmp()));
    rows.add(
        process(
            "log-unknown-vrids",
            false,
            "{log-unknown-vrids: true}",
            true,
            t -> t.logsUnknownVrids()));
    realTime(rows);
    reload(rows);
    for (var threads : List.of("election", "checks", "bfd")) {
      Function<ProcessTerms, Threads> of =
          t ->
              threads.equals("election")
                  ? t.election()
                  : threads.equals("checks") ? t.checks() : t.bfd();
      rows.add(
          process(
              threads,
              Threads.AS_THEY_ARE,
              "{" + threads + ": {nice: 1}}",
              new Threads(1, List.of(), 0),
              of::apply));
      rows.add(
          process(
              threads + ".nice",
              null,
              "{" + threads + ": {nice: -5}}",
              -5,
              t -> of.apply(t).nice()));
      rows.add(
          process(
              threads + ".cpus",
              List.of(),
              "{" + threads + ": {cpus: [0, 2]}}",
              List.of(0, 2),
              t -> of.apply(t).cpus()));
      if (!threads.equals("election")) {
        rows.add(
            process(
                threads + ".real-time-priority",
                0,
                "{" + threads + ": {real-time-priority: 7}}",
                7,
                t -> of.apply(t).realTimePriority()));
      }
    }
  }

  private static void realTime(List<Row> rows) {
    var second = Duration.ofSeconds(1);
    rows.add(
        process(
            "real-time",
            RealTimeTerms.DEFAULT,
            "{real-time: {limit: 1s}}",
            new RealTimeTerms(second, 0, second),
            t -> t.realTime()));
    rows.add(
        process(
            "real-time.limit",
            null,
            "{real-time: {limit: 1s}}",
            second,
            t -> t.realTime().limit()));
    rows.add(
        process(
            "real-time.highest-priority",
            0,
            "{real-time: {highest-priority: 20}}",
            20,
            t -> t.realTime().highest()));
    rows.add(
        process(
            "real-time.lateness",
            second,
            "{real-time: {lateness: 100ms}}",
            Duration.ofMillis(100),
            t -> t.realTime().lateness()));
  }

  private static void reload(List<Row> rows) {
    rows.add(
        process(
            "reload",
            ReloadTerms.NONE,
            "{reload: {file: /run/r}}",
            new ReloadTerms("/run/r", null, false),
            t -> t.reload()));
    rows.add(
        process("reload.file", null, "{reload: {file: /run/r}}", "/run/r", t -> t.reload().file()));
    rows.add(
        process(
            "reload.time-file",
            null,
            "{reload: {time-file: /run/t}}",
            "/run/t",
            t -> t.reload().timeFile()));
    rows.add(
        process(
            "reload.repeat",
            false,
            "{reload: {time-file: /run/t, repeat: true}}",
            true,
            t -> t.reload().repeat()));
  }

  private static final Duration TEN = Duration.ofSeconds(10);

  private static Row process(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<ProcessTerms, @Nullable Object> read) {
    return new Row(
        key.isEmpty() ? "process" : "process." + key,
        of("", ""),
        standard,
        of("", "") + "process: " + text + "\n",
        given,
        c -> read.apply(c.process().terms()));
  }

  private static void links(List<Row> rows) {
    rows.add(
        vrrp(
            "carrier",
            CarrierSource.KERNEL,
            "flags",
            CarrierSource.FLAGS,
            c -> c.vrrp().links().carrier()));
    rows.add(vrrp("interfaces", 0, "{eth0: {}}", 1, c -> c.vrrp().links().byName().size()));
    rows.add(
        link(
            "down-delay",
            Duration.ZERO,
            "1500ms",
            Duration.ofMillis(1500),
            c -> c.vrrp().links().of("eth0").downDelay()));
    rows.add(
        link(
            "up-delay",
            Duration.ZERO,
            "2s",
            Duration.ofSeconds(2),
            c -> c.vrrp().links().of("eth0").upDelay()));
    rows.add(
        link(
            "carrier",
            CarrierSource.KERNEL,
            "ethtool",
            CarrierSource.ETHTOOL,
            c -> c.vrrp().links().of("eth0").carrier()));
  }

  private static Row link(
      String key,
      Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.interfaces.*." + key,
        of("interfaces: {eth0: {}}", ""),
        standard,
        of("interfaces: {eth0: {" + key + ": " + text + "}}", ""),
        given,
        read);
  }

  private static List<Row> announcementGroups() {
    var name = "vrrp.announcement-groups";
    var given = "announcement-groups: [{interfaces: [eth0, eth1]%s}]";
    var links = Set.of("eth0", "eth1");
    return List.of(
        new Row(
            name,
            of("", ""),
            List.of(),
            of(given.formatted(""), ""),
            List.of(new AnnouncementGroup(links, Duration.ZERO, Duration.ZERO)),
            KeywordTableTest::groups),
        new Row(
            name + ".interfaces",
            of("", ""),
            null,
            of(given.formatted(""), ""),
            links,
            c -> groups(c).isEmpty() ? null : groups(c).get(0).links()),
        new Row(
            name + ".interval",
            of(given.formatted(""), ""),
            Duration.ZERO,
            of(given.formatted(", interval: 10ms"), ""),
            Duration.ofMillis(10),
            c -> groups(c).get(0).arpInterval()),
        new Row(
            name + ".na-interval",
            of(given.formatted(""), ""),
            Duration.ZERO,
            of(given.formatted(", na-interval: 10ms"), ""),
            Duration.ofMillis(10),
            c -> groups(c).get(0).naInterval()));
  }

  private static List<AnnouncementGroup> groups(AgentConfig config) {
    return config.vrrp().links().groups();
  }

  private static Row vrrp(
      String key,
      Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    return new Row("vrrp." + key, of("", ""), standard, of(key + ": " + text, ""), given, read);
  }

  private static Row defaults(
      String key,
      String instance,
      Object standard,
      String text,
      Object given,
      Function<AgentConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.defaults." + key,
        of("", instance),
        standard,
        of("defaults: {" + key + ": \"" + text + "\"}", instance),
        given,
        read);
  }

  private static Row script(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<ScriptConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.scripts.*." + key,
        of("scripts: {s: {command: /bin/s}}", ""),
        standard,
        of("scripts: {s: {command: /bin/s, " + key + ": " + text + "}}", ""),
        given,
        c -> read.apply(script(c)));
  }

  private static Row own(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<InstanceConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*." + key,
        of("", ""),
        standard,
        of("", key + ": " + text),
        given,
        c -> read.apply(only(c)));
  }

  private static Row vmac(
      String key,
      Object standard,
      String text,
      Object given,
      Function<InstanceConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.vmac." + key,
        of("", "vmac: true"),
        standard,
        of("", "vmac: {" + key + ": " + text + "}"),
        given,
        c -> read.apply(only(c)));
  }

  private static List<String> linkNames(InstanceConfig instance) {
    return instance.holdings().links().stream().map(VirtualLink::name).toList();
  }

  private static Row under(
      String section,
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<InstanceConfig, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*." + section + "." + key,
        of("", ""),
        standard,
        of("", section + ": {" + key + ": " + text + "}"),
        given,
        c -> read.apply(only(c)));
  }

  private static Row arp(
      String key,
      Object standard,
      String text,
      Object given,
      Function<InstanceConfig, @Nullable Object> read) {
    return under("gratuitous-arp", key, standard, text, given, read);
  }

  private static Row notify(String key, Function<NotifyCommands, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.notify." + key,
        of("", ""),
        null,
        of("", "notify: {" + key + ": [/bin/n, a b]}"),
        NotifyCommand.of("/bin/n", "a b"),
        c -> read.apply(only(c).notifications()));
  }

  private static Row peer(
      String key,
      Object standard,
      String text,
      Object given,
      Function<Transport.Peer, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.unicast.peers." + key,
        of("", "unicast: {peers: [10.0.0.2]}"),
        standard,
        of("", "unicast: {peers: [{address: 10.0.0.2, " + key + ": " + text + "}]}"),
        given,
        c -> read.apply(unicast(c).peers().get(0)));
  }

  private static Row unicast(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<Transport.Unicast, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.unicast." + key,
        of("", "unicast: {peers: [10.0.0.2]}"),
        standard,
        of("", "unicast: {peers: [10.0.0.2], " + key + ": " + text + "}"),
        given,
        c -> read.apply(unicast(c)));
  }

  private static Row trackedInterface(
      String key,
      Object standard,
      String text,
      Object given,
      Function<Tracks.InterfaceTrack, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.track.interfaces." + key,
        of("", "track: {interfaces: [eth1]}"),
        standard,
        of("", "track: {interfaces: [{interface: eth1, " + key + ": " + text + "}]}"),
        given,
        c -> read.apply(only(c).tracks().interfaces().get(0)));
  }

  private static Row address(
      String list,
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualAddress, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*." + list + "." + key,
        of("", list + ": [10.0.0.9/24]"),
        standard,
        of("", list + ": [{address: 10.0.0.9/24, " + key + ": " + text + "}]"),
        given,
        c -> read.apply(address(c)));
  }

  private static Row route(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualRoute, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.routes." + key,
        of("", "routes: [{destination: 192.0.2.0/24, interface: eth1}]"),
        standard,
        of("", "routes: [{destination: 192.0.2.0/24, interface: eth1, " + key + ": " + text + "}]"),
        given,
        c -> read.apply(only(c).holdings().routes().get(0)));
  }

  private static Row rule(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<VirtualRule, @Nullable Object> read) {
    return new Row(
        "vrrp.instances.*.rules." + key,
        of("", "rules: [{priority: 100}]"),
        standard,
        of("", "rules: [{priority: 100, " + key + ": " + text + "}]"),
        given,
        c -> read.apply(only(c).holdings().rules().get(0)));
  }

  private static void bfd(List<Row> rows) {
    rows.add(new Row("bfd", of("", ""), 0, bfd(""), 1, c -> c.bfdSessions().size()));
    rows.add(
        new Row(
            "bfd.sessions", "bfd: {}\n" + of("", ""), 0, bfd(""), 1, c -> c.bfdSessions().size()));
    rows.add(
        required(
            "bfd.sessions.*.neighbour",
            bfd(""),
            IpAddress.of("10.0.0.2"),
            c -> c.bfdSessions().get(0).neighbour()));
    rows.add(session("source", null, "10.0.0.1", IpAddress.of("10.0.0.1"), BfdConfig::source));
    rows.add(session("interface", null, "eth0", "eth0", BfdConfig::interfaceName));
    rows.add(
        session(
            "min-rx",
            Duration.ofMillis(10),
            "20ms",
            Duration.ofMillis(20),
            BfdConfig::requiredMinRx));
    rows.add(
        session(
            "min-tx", Duration.ofMillis(10), "1ms", Duration.ofMillis(1), BfdConfig::desiredMinTx));
    rows.add(
        session("idle-tx", Duration.ofSeconds(1), "2s", Duration.ofSeconds(2), BfdConfig::idleTx));
    rows.add(session("multiplier", 5, "3", 3, BfdConfig::multiplier));
    rows.add(session("passive", false, "true", true, BfdConfig::passive));
    rows.add(
        new Row(
            "bfd.sessions.*.multihop",
            bfd(""),
            false,
            bfd(", multihop: true, max-hops: 2"),
            true,
            c -> c.bfdSessions().get(0).multihop()));
    rows.add(session("ttl", 255, "64", 64, BfdConfig::ttl));
    rows.add(
        new Row(
            "bfd.sessions.*.max-hops",
            bfd(""),
            0,
            bfd(", multihop: true, max-hops: 2"),
            2,
            c -> c.bfdSessions().get(0).mostHops()));
    rows.add(
        new Row(
            "vrrp.instances.*.fast-failover",
            bfd(""),
            List.of(),
            bfd("").replace("virtual-router-id", "fast-failover: [S], virtual-router-id"),
            List.of("S"),
            c -> only(c).fastFailover()));
  }

  private static String bfd(String keys) {
    return "bfd: {sessions: {S: {neighbour: 10.0.0.2" + keys + "}}}\n" + of("", "");
  }

  private static Row session(
      String key,
      @Nullable Object standard,
      String text,
      Object given,
      Function<BfdConfig, @Nullable Object> read) {
    return new Row(
        "bfd.sessions.*." + key,
        bfd(""),
        standard,
        bfd(", " + key + ": " + text),
        given,
        c -> read.apply(c.bfdSessions().get(0)));
  }

  private static InstanceConfig only(AgentConfig config) {
    return config.vrrp().instances().get(0);
  }

  private static ScriptConfig script(AgentConfig config) {
    return config.vrrp().scripts().get(0);
  }

  private static Transport.Multicast multicast(AgentConfig config) {
    return (Transport.Multicast) only(config).transport();
  }

  private static Transport.Unicast unicast(AgentConfig config) {
    return (Transport.Unicast) only(config).transport();
  }

  private static HmacTrailer trailer(AgentConfig config) {
    return (HmacTrailer) only(config).protocol().authentication();
  }

  private static VirtualAddress address(AgentConfig config) {
    return only(config).holdings().all().findFirst().orElseThrow();
  }
}
