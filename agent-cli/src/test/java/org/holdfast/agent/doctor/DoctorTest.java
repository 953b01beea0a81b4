package org.holdfast.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.agent.doctor.FakeFacts.ETH0;
import static org.holdfast.agent.doctor.FakeFacts.LOOPBACK;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.doctor.HostFacts.ConnectionTable;
import org.holdfast.agent.doctor.HostFacts.FileFacts;
import org.holdfast.agent.doctor.HostFacts.Units;
import org.holdfast.agent.doctor.Network.Bridge;
import org.holdfast.agent.status.Reports;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus.KernelStatus;
import org.holdfast.linux.Capabilities;
import org.holdfast.linux.route.Route;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {

  private static final String PAIR =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            addresses: [192.0.2.10/24, 192.0.2.11/24]
      """;

  private static final String PAIR_V6 =
      """
      vrrp:
        instances:
          VI_6:
            interface: eth0
            virtual-router-id: 61
            version: 3
            addresses: ["fe80::10/64", "2001:db8::10/64"]
      """;

  private static final String UNICAST = PAIR + "      unicast: {peers: [198.51.100.2]}\n";

  private static final int ETH1 = 3;

  private static final String PASSWORD =
      PAIR + "      authentication: {type: pass, password: geheim}\n";

  @TempDir private Path folder;

  private static String nat(String server) {
    return PAIR + service("192.0.2.10:80", "nat", server);
  }

  /** NAT between two networks, with a virtual address in each. */
  private static String routed() {
    return PAIR.replace("192.0.2.11/24]", "{address: 10.8.0.1/24, interface: eth1}]")
        + service("192.0.2.10:80", "nat", "10.8.0.20:80");
  }

  private static void twoNetworks(FakeFacts host) {
    host.links.add(FakeFacts.link(ETH1, "eth1", 0x1_0041, 1, ""));
    host.routes.add(Route.dev(IpPrefix.of("10.8.0.0/24"), ETH1));
  }

  private static Consumer<FakeFacts> routedWith(Consumer<FakeFacts> harm) {
    return host -> {
      twoNetworks(host);
      harm.accept(host);
    };
  }

  private static String direct(String server) {
    return PAIR + service("192.0.2.10:80", "dr", server);
  }

  private static String service(String address, String forwarding, String server) {
    return """
    virtual-servers:
      web:
        address: "%s"
        scheduler: wlc
        forwarding: %s
        instance: VI_1
        real-servers: [{address: "%s"}]
    """
        .formatted(address, forwarding, server);
  }

  /** Returns a report about a server with NAT, its connections and the bytes a second. */
  private static StatusReport reportOf(long connections, long in, long out) {
    return Reports.ofServer(
        "web",
        "nat",
        "10.8.0.20:80",
        new KernelStatus(1, 1, true, 10, 30, connections, 1, in, out, ""));
  }

  record Case(
      DoctorCheck check,
      Severity severity,
      String yaml,
      List<String> served,
      Consumer<FakeFacts> harm,
      String what,
      String mend) {
    @Override
    public String toString() {
      return check.id() + ": " + what;
    }
  }

  private static Case director(
      DoctorCheck check,
      Severity severity,
      String yaml,
      Consumer<FakeFacts> harm,
      String what,
      String mend) {
    return new Case(check, severity, yaml, List.of(), harm, what, mend);
  }

  private static Case server(
      DoctorCheck check, Consumer<FakeFacts> harm, String what, String mend) {
    return new Case(check, Severity.ERROR, "", List.of("192.0.2.10"), harm, what, mend);
  }

  private static void serverAddress(FakeFacts host) {
    host.address(LOOPBACK, "192.0.2.10/32");
    host.set("net/ipv4/conf/all/arp_ignore", 1);
    host.set("net/ipv4/conf/all/arp_announce", 2);
  }

  static Stream<Case> cases() {
    var error = Severity.ERROR;
    var warning = Severity.WARNING;
    return Stream.of(
        director(
            DoctorCheck.CAPABILITIES,
            error,
            PAIR,
            host -> host.capabilities = new Capabilities(1 << 12),
            "CAP_NET_RAW is missing here, which the agent needs; run this as the agent's user",
            ""),
        director(
            DoctorCheck.LINK,
            error,
            PAIR.replace("eth0", "eth7"),
            host -> {},
            "interface eth7 of VI_1 does not exist; there are eth0, lo",
            ""),
        director(
            DoctorCheck.LINK,
            error,
            PAIR,
            host -> host.links.set(1, FakeFacts.link(ETH0, "eth0", 0, 1, "")),
            "interface eth0 of VI_1 is down",
            "ip link set eth0 up"),
        director(
            DoctorCheck.LINK,
            error,
            PAIR,
            host -> host.links.set(1, FakeFacts.link(ETH0, "eth0", 1, 1, "")),
            "interface eth0 of VI_1 has no carrier: check the cable or the switch",
            ""),
        director(
            DoctorCheck.SOURCE_ADDRESS,
            error,
            PAIR,
            host -> host.addresses.removeFirst(),
            "VI_1 has no IPv4 address on eth0 to send from",
            "ip address add ADDRESS/LENGTH dev eth0"),
        director(
            DoctorCheck.SOURCE_ADDRESS,
            error,
            PAIR_V6,
            host -> host.addresses.removeLast(),
            "VI_6 has no link-local IPv6 address on eth0 to send from",
            "sysctl -w net.ipv6.conf.eth0.addr_gen_mode=0"),
        director(
            DoctorCheck.IPV6,
            error,
            PAIR_V6,
            host -> host.set("net/ipv6/conf/eth0/disable_ipv6", 1),
            "IPv6 is switched off on eth0",
            "sysctl -w net.ipv6.conf.eth0.disable_ipv6=0"),
        director(
            DoctorCheck.DUPLICATE_ADDRESS,
            warning,
            PAIR_V6,
            host -> host.set("net/ipv6/conf/eth0/accept_dad", 2),
            "a duplicate of its link-local address disables IPv6 on eth0",
            "sysctl -w net.ipv6.conf.eth0.accept_dad=1"),
        director(
            DoctorCheck.PROMOTE_SECONDARIES,
            warning,
            PAIR,
            host -> host.settings.clear(),
            "VI_1 has several addresses of 192.0.2.0/24 on eth0",
            "sysctl -w net.ipv4.conf.eth0.promote_secondaries=1"),
        director(
            DoctorCheck.MULTICAST_SNOOPING,
            warning,
            PAIR_V6,
            host -> host.bridges.add(new Bridge(ETH0, true, false)),
            "bridge eth0 learns the members of ff02::12, but has no querier",
            "ip link set eth0 type bridge mcast_querier 1"),
        director(
            DoctorCheck.FIREWALL,
            error,
            PAIR,
            host ->
                host.nft =
                    """
                    table ip f {
                    chain in {
                    type filter hook input priority 0; policy drop;
                    }
                    }\
                    """,
            "adverts to VI_1 are dropped by nft ip f in, policy drop",
            "nft insert rule ip f in iifname \"eth0\" meta l4proto 112 accept"),
        director(
            DoctorCheck.PEER_ROUTE,
            error,
            UNICAST,
            host -> {},
            "no route leads to 198.51.100.2, a peer of VI_1",
            "ip route add 198.51.100.2 dev eth0"),
        director(
            DoctorCheck.PEER_ROUTE,
            error,
            UNICAST,
            host -> host.address(ETH0, "198.51.100.2/24"),
            "198.51.100.2, a peer of VI_1, is an address of this host",
            ""),
        director(
            DoctorCheck.VIRTUAL_ADDRESS,
            warning,
            PAIR + service("192.0.2.12:80", "nat", "192.0.2.20:80"),
            host -> {},
            "no instance holds 192.0.2.12, the address of web, and this host does not have it now",
            "add 192.0.2.12 to the addresses of an instance, or correct web"),
        director(
            DoctorCheck.IP_FORWARD,
            error,
            nat("192.0.2.20:80"),
            host -> host.set("net/ipv4/ip_forward", 0),
            "this host does not forward IPv4, which web needs for NAT",
            "sysctl -w net.ipv4.ip_forward=1"),
        director(
            DoctorCheck.REVERSE_PATH,
            warning,
            nat("192.0.2.20:80"),
            host -> host.set("net/ipv4/conf/all/rp_filter", 1),
            "the reverse path filter of eth0 is strict",
            "sysctl -w net.ipv4.conf.eth0.rp_filter=2"),
        director(
            DoctorCheck.SERVER_ROUTE,
            error,
            nat("198.51.100.20:80"),
            host -> {},
            "no route leads to 198.51.100.20, a server of web",
            "ip route add 198.51.100.20/32 via GATEWAY"),
        director(
            DoctorCheck.SERVER_ROUTE,
            error,
            direct("198.51.100.20:80"),
            host ->
                host.routes.add(Route.via(IpPrefix.of("0.0.0.0/0"), IpAddress.of("192.0.2.254"))),
            "198.51.100.20, a direct-routing server of web, is behind the router 192.0.2.254;"
                + " it must be on a link of this host",
            ""),
        director(
            DoctorCheck.HOST_PREFIX,
            warning,
            PAIR_V6 + service("[2001:db8::10]:80", "dr", "[fe80::20]:80").replace("VI_1", "VI_6"),
            host -> {},
            "2001:db8::10/64 of VI_6 is served by direct routing or a tunnel; write"
                + " 2001:db8::10/128",
            ""),
        director(
            DoctorCheck.STANDBY,
            error,
            direct("192.0.2.1:80"),
            host -> {},
            "192.0.2.1, a server of web, is this host; set standby: cold",
            ""),
        director(
            DoctorCheck.ARP_IGNORE,
            error,
            direct("192.0.2.1:80"),
            host -> {},
            "this host answers ARP for 192.0.2.10 on eth0",
            "sysctl -w net.ipv4.conf.all.arp_ignore=1"),
        director(
            DoctorCheck.CONNTRACK,
            warning,
            PAIR,
            host -> {
              host.set("net/netfilter/nf_conntrack_count", 85);
              host.set("net/netfilter/nf_conntrack_max", 100);
            },
            "the connection tracking table is 85 % full (85 of 100)",
            "sysctl -w net.netfilter.nf_conntrack_max=200"),
        director(
            DoctorCheck.CONNTRACK,
            warning,
            direct("192.0.2.20:80"),
            host -> host.set("net/ipv4/vs/conntrack", 1),
            "IPVS enters every connection into the connection tracking, which sees no answer of"
                + " direct routing or tunnels",
            "sysctl -w net.ipv4.vs.conntrack=0"),
        director(
            DoctorCheck.CONNTRACK,
            warning,
            PAIR,
            host -> {
              host.set("net/netfilter/nf_conntrack_count", 80_000);
              host.set("net/netfilter/nf_conntrack_max", 1_000_000);
              host.set("net/netfilter/nf_conntrack_buckets", 8192);
            },
            "the connection tracking has 80000 entries in 8192 rows, so the kernel searches long"
                + " for each packet",
            "sysctl -w net.netfilter.nf_conntrack_buckets=80000"),
        director(
            DoctorCheck.CONNTRACK_TIMEOUT,
            warning,
            PAIR,
            host -> {
              host.set("net/netfilter/nf_conntrack_count", 60);
              host.set("net/netfilter/nf_conntrack_max", 100);
              host.set("net/netfilter/nf_conntrack_tcp_timeout_established", 432_000);
            },
            "the tracking table is 60 % full, and keeps a TCP connection for 120h after its last"
                + " packet",
            "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=86400"),
        director(
            DoctorCheck.CONNTRACK_TIMEOUT,
            warning,
            routed() + "ipvs: {timeouts: {tcp: 2h}}\n",
            routedWith(host -> {
              host.set("net/ipv4/vs/conntrack", 1);
              host.set("net/netfilter/nf_conntrack_tcp_timeout_established", 3600);
            }),
            "connection tracking forgets a quiet TCP connection after 1h, IPVS only after 2h",
            "sysctl -w net.netfilter.nf_conntrack_tcp_timeout_established=7200"),
        director(
            DoctorCheck.CONNECTION_TABLE,
            warning,
            routed(),
            routedWith(host -> host.connections = new ConnectionTable(4096, 20_000)),
            "the IPVS table has 20000 connections in 4096 rows",
            "echo options ip_vs conn_tab_bits=16 >/etc/modprobe.d/90-holdfast.conf, and boot"
                + " again"),
        director(
            DoctorCheck.NAT_GATEWAY,
            warning,
            nat("192.0.2.20:80"),
            host -> {},
            "web is in the network of its servers, 192.0.2.0/24: they answer clients of that"
                + " network directly, and these clients reject it; move the servers to a network of"
                + " their own, or give them a route to 192.0.2.0/24 via 192.0.2.10",
            ""),
        director(
            DoctorCheck.NAT_GATEWAY,
            warning,
            nat("10.8.0.20:80"),
            routedWith(host -> {}),
            "no instance holds an address in 10.8.0.0/24, the network of the servers of web, so"
                + " their gateway stays when the master changes; add an address to VI_1 and make it"
                + " their gateway",
            ""),
        director(
            DoctorCheck.NAT_GATEWAY,
            warning,
            nat("10.7.0.20:80"),
            host ->
                host.routes.add(Route.via(IpPrefix.of("10.7.0.0/24"), IpAddress.of("192.0.2.254"))),
            "10.7.0.20, a server of web, is behind the router 192.0.2.254, which must send its"
                + " answers here and not to the clients directly",
            ""),
        director(
            DoctorCheck.NAT_GATEWAY,
            error,
            routed(),
            routedWith(host -> host.agent = reportOf(40, 5000, 0)),
            "5000 bytes a second go to 10.8.0.20:80, a server of web, and no answer comes back over"
                + " this host; on the server: ip route replace default via 10.8.0.1",
            ""),
        director(
            DoctorCheck.BACKLOG,
            warning,
            nat("192.0.2.20:80"),
            host -> host.backlogDrops = 7,
            "7 packets were dropped since boot because of a full backlog",
            "sysctl -w net.core.netdev_max_backlog=2000"),
        director(
            DoctorCheck.MODULES,
            error,
            nat("192.0.2.20:80"),
            host -> host.modules.put("ip_vs_wlc", false),
            "the kernel has no module ip_vs_wlc, which web needs",
            "modprobe ip_vs_wlc"),
        director(
            DoctorCheck.MODULES,
            error,
            nat("192.0.2.20:80")
                + "  mail: {address: 192.0.2.10:25, scheduler: wlc, real-servers:"
                + " [192.0.2.20:25]}\n",
            host -> host.modules.put("ip_vs_wlc", false),
            "the kernel has no module ip_vs_wlc, which web, mail need",
            "modprobe ip_vs_wlc"),
        director(
            DoctorCheck.SECOND_OWNER,
            warning,
            PAIR,
            host -> host.owner("192.0.2.10", "02:00:00:00:00:02"),
            "192.0.2.10 is at 02:00:00:00:00:02 on eth0; correct if that is the master of VI_1",
            "ip address del 192.0.2.10/24 dev INTERFACE"),
        director(
            DoctorCheck.SECOND_OWNER,
            error,
            PAIR,
            host -> {
              host.owner("192.0.2.10", "02:00:00:00:00:02");
              host.owner("192.0.2.10", "02:00:00:00:00:03");
            },
            "192.0.2.10 is at several hosts on eth0: 02:00:00:00:00:02, 02:00:00:00:00:03",
            "ip address del 192.0.2.10/24 dev INTERFACE"),
        director(
            DoctorCheck.SECOND_OWNER,
            error,
            PAIR,
            host -> {
              host.owner("192.0.2.10", "02:00:00:00:00:03");
              master(host, "192.0.2.10", "192.0.2.11");
            },
            "192.0.2.10 is at 02:00:00:00:00:03 on eth0, and the master of VI_1 is"
                + " 02:00:00:00:00:02",
            "ip address del 192.0.2.10/24 dev INTERFACE"),
        director(
            DoctorCheck.SECOND_OWNER,
            Severity.OK,
            PAIR,
            host -> {
              host.owner("192.0.2.10", "02:00:00:00:00:02");
              master(host, "192.0.2.10", "192.0.2.11");
            },
            "192.0.2.10 is at 02:00:00:00:00:02, the master of VI_1",
            ""),
        director(
            DoctorCheck.OTHER_ROUTER,
            error,
            PAIR,
            host -> master(host, "192.0.2.77"),
            "192.0.2.2 announces VRID 51 on eth0 for 192.0.2.77, and VI_1 has 192.0.2.10,"
                + " 192.0.2.11: give one pair another VRID",
            ""),
        director(
            DoctorCheck.OTHER_ROUTER,
            warning,
            PAIR,
            host -> master(host, "192.0.2.10"),
            "192.0.2.2 announces VRID 51 on eth0 for 192.0.2.10, and VI_1 has 192.0.2.10,"
                + " 192.0.2.11",
            ""),
        director(
            DoctorCheck.KEEPALIVED,
            error,
            PAIR,
            host -> host.programs.add("keepalived"),
            "keepalived runs on this host too",
            "systemctl disable --now keepalived"),
        director(
            DoctorCheck.KEEPALIVED,
            warning,
            PAIR,
            host -> host.unplacedPrograms.add("keepalived"),
            "keepalived runs on this host, in a network namespace that only root can see: this one"
                + " or another",
            "run holdfast doctor as root"),
        director(
            DoctorCheck.OPEN_FILES,
            warning,
            PAIR,
            host -> host.openFiles = 64,
            "0 checks and the rest may need 256 descriptors, the limit is 64",
            "ulimit -n 256"),
        director(
            DoctorCheck.FILE_PERMISSIONS,
            error,
            PASSWORD,
            host -> host.files.add(new FileFacts("/etc/h.yaml", 0644, true)),
            "/etc/h.yaml holds secrets and can be read by everyone",
            "chmod o-r /etc/h.yaml"),
        director(
            DoctorCheck.FILE_PERMISSIONS,
            error,
            PAIR,
            host -> {
              host.files.add(new FileFacts("/tmp", 01777, false));
              host.files.add(new FileFacts("/etc/h.yaml", 0666, false));
            },
            "/etc/h.yaml can be written by everyone",
            "chmod o-w /etc/h.yaml"),
        director(
            DoctorCheck.SCRIPTS,
            error,
            PAIR,
            host -> host.refused.add("script a: /opt/a: no such file"),
            "script a: /opt/a: no such file",
            ""),
        director(
            DoctorCheck.ARCHIVE,
            warning,
            PAIR,
            host -> host.archiveMapped = false,
            "/opt/holdfast/lib/holdfast.jsa is missing, or made by another Java or for other jars;"
                + " install the package again",
            ""),
        director(
            DoctorCheck.UNIT,
            warning,
            PAIR,
            host -> host.units = new Units(true, false, false),
            "holdfast.service does not start at boot",
            "systemctl enable holdfast"),
        director(
            DoctorCheck.UNIT,
            error,
            PAIR,
            host -> host.units = new Units(true, true, true),
            "keepalived.service starts at boot too",
            "systemctl disable --now keepalived"),
        server(
            DoctorCheck.SERVER_ADDRESS,
            host -> host.addresses.removeLast(),
            "this host does not have 192.0.2.10",
            "ip address add 192.0.2.10/32 dev lo"),
        server(
            DoctorCheck.SERVER_ADDRESS,
            host -> {
              host.addresses.removeLast();
              host.address(LOOPBACK, "192.0.2.10/24");
            },
            "192.0.2.10/24 on lo makes this host treat the whole subnet as local",
            "ip address del 192.0.2.10/24 dev lo && ip address add 192.0.2.10/32 dev lo"),
        server(
            DoctorCheck.SERVER_ADDRESS,
            host -> {
              host.addresses.removeLast();
              host.address(ETH0, "192.0.2.10/32");
            },
            "192.0.2.10/32 is on eth0, where this host answers for it",
            "ip address del 192.0.2.10/32 dev eth0 && ip address add 192.0.2.10/32 dev lo"),
        server(
            DoctorCheck.ARP_IGNORE,
            host -> host.set("net/ipv4/conf/all/arp_ignore", 0),
            "this host answers ARP for 192.0.2.10 on eth0",
            "sysctl -w net.ipv4.conf.all.arp_ignore=1"),
        server(
            DoctorCheck.ARP_ANNOUNCE,
            host -> host.set("net/ipv4/conf/all/arp_announce", 1),
            "this host may send ARP requests on eth0 with 192.0.2.10 as its own address",
            "sysctl -w net.ipv4.conf.all.arp_announce=2"),
        server(
            DoctorCheck.REVERSE_PATH,
            host -> {
              host.links.add(FakeFacts.link(3, "tunl0", 0x1_00c1, 768, "ipip"));
              host.set("net/ipv4/conf/tunl0/rp_filter", 1);
            },
            "the reverse path filter of tunl0 is strict",
            "sysctl -w net.ipv4.conf.tunl0.rp_filter=0"),
        new Case(
            DoctorCheck.SYN_FLOOD,
            warning,
            "",
            List.of("192.0.2.10"),
            host -> {
              host.set("net/ipv4/tcp_syncookies", 0);
              host.set("net/ipv4/tcp_max_syn_backlog", 2048);
            },
            "SYN cookies are off, and 2048 half-open connections fill a queue",
            "sysctl -w net.ipv4.tcp_syncookies=1"),
        new Case(
            DoctorCheck.SYN_FLOOD,
            warning,
            "",
            List.of("192.0.2.10"),
            host -> host.set("net/ipv4/tcp_max_syn_backlog", 128),
            "a listening server can have at most 128 half-open connections",
            "sysctl -w net.ipv4.tcp_max_syn_backlog=4096"));
  }

  private static void master(FakeFacts host, String... addresses) {
    host.owner("192.0.2.2", "02:00:00:00:00:02");
    host.heard.add(
        new HeardAdvert(
            "eth0",
            IpAddress.of("192.0.2.2"),
            2,
            51,
            100,
            Stream.of(addresses).map(IpAddress::of).toList()));
  }

  private List<Finding> examine(String yaml, List<String> served, Consumer<FakeFacts> harm)
      throws IOException, ConfigException {
    var host = new FakeFacts();
    if (!served.isEmpty()) {
      serverAddress(host);
    }
    harm.accept(host);
    var addresses = served.stream().map(IpAddress::of).toList();
    var subject = new HostRole(Optional.empty(), List.of(), addresses);
    if (!yaml.isEmpty()) {
      var file = Files.writeString(folder.resolve("h.yaml"), yaml);
      var config = ConfigFile.load(file).config();
      subject = new HostRole(Optional.of(config), List.of(), addresses);
    }
    return Doctor.examine(subject, host.facts());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void everyFaultIsFound(Case harmed) throws Exception {
    var findings = examine(harmed.yaml(), harmed.served(), harmed.harm());

    assertThat(findings)
        .filteredOn(f -> f.check() == harmed.check() && f.what().equals(harmed.what()))
        .as("%s", findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(harmed.severity());
          assertThat(finding.mend()).isEqualTo(harmed.mend());
        });
  }

  static Stream<String> wellConfigured() {
    return Stream.of(PAIR, PAIR_V6, PASSWORD, routed(), direct("192.0.2.20:80"));
  }

  @ParameterizedTest
  @MethodSource("wellConfigured")
  void aHealthyHostHasNoFindings(String yaml) throws Exception {
    assertThat(examine(yaml, List.of(), DoctorTest::twoNetworks))
        .isNotEmpty()
        .allMatch(finding -> finding.severity() == Severity.OK);
  }

  @Test
  void aHealthyRealServerHasNoFindings() throws Exception {
    assertThat(examine("", List.of("192.0.2.10"), _ -> {}))
        .isNotEmpty()
        .allMatch(finding -> finding.severity() == Severity.OK);
  }

  @Test
  void theWorstFindingComesFirstAndErrorsFail() throws Exception {
    var findings =
        examine(
            routed(),
            List.of(),
            host -> {
              twoNetworks(host);
              host.set("net/ipv4/ip_forward", 0);
              host.backlogDrops = 1;
            });
    var report = new DoctorReport(findings);

    assertThat(report.hasErrors()).isTrue();
    assertThat(report.toText())
        .startsWith(
            """
            MUST BE MENDED
            error    ip-forward: this host does not forward IPv4, which web needs for NAT
                     with NAT the servers' answers cross the director as forwarded packets
              mend   sysctl -w net.ipv4.ip_forward=1
              keep   echo net.ipv4.ip_forward=1 >>/etc/sysctl.d/90-holdfast.conf

            SHOULD BE MENDED
            warning  backlog: 1 packet was dropped since boot because of a full backlog
            """)
        .endsWith("1 error, 1 warning\n");
    assertThat(report.toJson())
        .contains("\"errors\" : 1", "\"check\" : \"ip-forward\"", "\"severity\" : \"ok\"");
  }

  @Test
  void theWayBackIsNotDoubtedWithoutReason() throws Exception {
    assertThat(gateway(routed(), routedWith(host -> host.agent = reportOf(40, 5000, 900))))
        .as("answers come back")
        .isEqualTo(Severity.OK);
    assertThat(gateway(routed(), routedWith(host -> host.agent = reportOf(4, 5000, 0))))
        .as("too few connections to tell")
        .isEqualTo(Severity.OK);
    assertThat(gateway(routed(), routedWith(host -> host.agent = reportOf(40, 99, 0))))
        .as("rates that decay after the last packet")
        .isEqualTo(Severity.OK);
    assertThat(gateway(nat("192.0.2.20:80"), host -> host.set("net/ipv4/vs/conntrack", 1)))
        .as("the clients' addresses may be translated")
        .isEqualTo(Severity.OK);
  }

  private Severity gateway(String yaml, Consumer<FakeFacts> host) throws Exception {
    return examine(yaml, List.of(), host).stream()
        .filter(finding -> finding.check() == DoctorCheck.NAT_GATEWAY)
        .findFirst()
        .orElseThrow()
        .severity();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.10:80", "192.0.2.1:80", "firewall-mark"})
  void anAddressThatTheHostHasOrAnInstanceHoldsNeedsNoWord(String address) throws Exception {
    var yaml = PAIR + service("192.0.2.10:80", "nat", "192.0.2.20:80");
    yaml =
        address.equals("firewall-mark")
            ? yaml.replace("address: 192.0.2.10:80", "firewall-mark: 7")
            : yaml.replace("192.0.2.10:80", address);
    assertThat(examine(yaml, List.of(), host -> {}))
        .filteredOn(finding -> finding.severity() != Severity.OK)
        .noneMatch(finding -> finding.check() == DoctorCheck.VIRTUAL_ADDRESS);
  }

  @Test
  void anAddressOfWhichTheConfigurationWarnsIsToldOnce() throws Exception {
    var file =
        Files.writeString(
            folder.resolve("h.yaml"), PAIR + service("192.0.2.12:80", "nat", "192.0.2.20:80"));
    var loaded = ConfigFile.load(file);
    var subject = new HostRole(Optional.of(loaded.config()), loaded.warnings(), List.of());
    assertThat(Doctor.examine(subject, new FakeFacts().facts()))
        .filteredOn(finding -> finding.what().contains("no instance holds"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.check()).isEqualTo(DoctorCheck.CONFIGURATION));
  }

  /** keepalived does not warn of it either, so only the doctor does. */
  @Test
  void theVirtualServersOfAKeepalivedConfAreTold() throws Exception {
    var server =
        "virtual_server 192.0.2.%d 80 {\n protocol TCP\n real_server 192.0.2.20 80 {\n }\n}\n";
    var file =
        Files.writeString(
            folder.resolve("keepalived.conf"),
            "vrrp_instance A {\n interface eth0\n virtual_router_id 5\n}\n"
                + server.formatted(12)
                + server.formatted(13)
                + server.formatted(14));
    var loaded = ConfigFile.load(file);
    var subject = new HostRole(Optional.of(loaded.config()), loaded.warnings(), List.of());
    assertThat(Doctor.examine(subject, new FakeFacts().facts()))
        .filteredOn(finding -> finding.check() == DoctorCheck.VIRTUAL_ADDRESS)
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what())
                .isEqualTo(
                    "no instance holds 192.0.2.12, the address of 192.0.2.12:80/tcp, and this host"
                        + " does not have it now; 2 more virtual servers have such addresses"));
  }

  @Test
  void eachMendIsToldOnce() {
    var findings = new DoctorFindings();
    for (int i = 0; i < 5; i++) {
      findings.setting(
          Severity.ERROR,
          DoctorCheck.IP_FORWARD,
          "web-" + i + " needs it",
          new Setting("net/ipv4/ip_forward"),
          1);
    }
    assertThat(new DoctorReport(findings.sorted()).toText())
        .isEqualTo(
            """
            MUST BE MENDED
            error    ip-forward: web-0 needs it
                     web-1 needs it
                     web-2 needs it
                     and 2 more of this kind
                     with NAT the servers' answers cross the director as forwarded packets
              mend   sysctl -w net.ipv4.ip_forward=1
              keep   echo net.ipv4.ip_forward=1 >>/etc/sysctl.d/90-holdfast.conf

            5 errors, 0 warnings
            """);
  }

  @Test
  void anInstanceThatAcceptsNoPacketsIsNoFaultButSaysWhyAPingFails() throws Exception {
    assertThat(examine(PAIR + "      accept: false\n", List.of(), _ -> {}))
        .anySatisfy(finding -> {
          assertThat(finding.check()).isEqualTo(DoctorCheck.ACCEPT);
          assertThat(finding.severity()).isEqualTo(Severity.OK);
          assertThat(finding.what())
              .startsWith("VI_1 has accept: false, so a ping of 192.0.2.10 gets no answer");
        });
  }

  @Test
  void everyCheckIsDocumented() throws Exception {
    var page = Files.readString(Path.of("..", "docs", "doctor.md"));
    var missing = new ArrayList<String>();
    for (var check : DoctorCheck.values()) {
      if (!page.contains("| `" + check.id() + "` |")) {
        missing.add(check.id());
      }
    }
    assertThat(missing).isEmpty();
  }
}
