package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.IpvsConfig;
import org.holdfast.agent.config.TrackedCheck;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.config.VirtualServerConfig.PoolNotify;
import org.holdfast.agent.config.VirtualServerConfig.RealServer;
import org.holdfast.agent.config.VirtualServerConfig.SorryServer;
import org.holdfast.agent.config.VirtualServerConfig.Standby;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.HttpRequest.Header;
import org.holdfast.health.HttpRequest.StatusRange;
import org.holdfast.health.PoolConfig;
import org.holdfast.health.Probe;
import org.holdfast.health.ServerConfig;
import org.holdfast.health.ServerConfig.Damping;
import org.holdfast.health.ServerConfig.Use;
import org.holdfast.health.Target;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.ipvs.SyncDaemonConfig;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks.Watched;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests complete virtual servers, and keys that affect each other. */
final class VirtualServersTest {

  private final FakeHost host = new FakeHost();

  private VirtualServerConfig only(String yaml) throws ConfigException {
    return host.load(yaml).config().virtualServers().getFirst();
  }

  private static CheckTiming timing(Duration interval, Duration timeout, int retries) {
    return new CheckTiming(interval, timeout, retries, Duration.ofSeconds(1), 1, null, interval, 0);
  }

  @Test
  void isBuiltFromACompleteExample() throws ConfigException {
    var made =
        only(
            """
            vrrp: {instances: {VI_1: {interface: eth0, virtual-router-id: 51}}}
            virtual-servers:
              web:
                address: 203.0.113.10:80
                protocol: tcp
                scheduler: wlc
                forwarding: nat
                persistence: 5m
                instance: VI_1
                standby: warm
                quorum: 1
                check: { http: {path: /healthz, status: 200-299}, interval: 2s, timeout: 3s, retries: 2 }
                sorry-server: 192.168.1.99:80
                real-servers:
                  - { address: 192.168.1.10:80, weight: 100 }
                  - { address: 192.168.1.11:80, weight: 50, check: { tcp: {}, interval: 1s } }
            """);
    var first = IpAddress.of("192.168.1.10");
    var second = IpAddress.of("192.168.1.11");
    var request =
        new HttpRequest(
            "GET",
            "/healthz",
            List.of(new Header("Host", "192.168.1.10")),
            null,
            List.of(new StatusRange(200, 299)),
            null,
            null);
    var http =
        new Probe.Http(
            Target.of(first, 80), null, Probe.HttpVersion.HTTP_1_1, List.of(request), null);
    var tcp = new Probe.Tcp(Target.of(second, 80));
    var health =
        server(
            "192.168.1.10:80",
            100,
            new CheckSpec(http, timing(Duration.ofSeconds(2), Duration.ofSeconds(3), 2)));
    var otherHealth =
        server(
            "192.168.1.11:80",
            50,
            new CheckSpec(tcp, timing(Duration.ofSeconds(1), Duration.ofSeconds(3), 1)));
    assertThat(made)
        .isEqualTo(
            new VirtualServerConfig(
                "web",
                List.of(new ServiceKey.Address(Protocol.TCP, IpAddress.of("203.0.113.10"), 80)),
                new ServiceTerms("wlc", Set.of(), Duration.ofMinutes(5), 32, null),
                "VI_1",
                Standby.WARM,
                false,
                1,
                0,
                List.of(
                    new RealServer(
                        health,
                        new Destination(first, 80, Forwarding.NAT, 100, 0, 0),
                        null,
                        null,
                        null,
                        null),
                    new RealServer(
                        otherHealth,
                        new Destination(second, 80, Forwarding.NAT, 50, 0, 0),
                        null,
                        null,
                        null,
                        null)),
                new SorryServer(
                    new Destination(IpAddress.of("192.168.1.99"), 80, Forwarding.NAT, 1, 0, 0),
                    false),
                PoolNotify.NONE,
                null,
                false,
                0));
    assertThat(made.pool())
        .isEqualTo(new PoolConfig("web", List.of(health, otherHealth), 1, 0, true, false));
  }

  private static ServerConfig server(String name, int weight, CheckSpec spec) {
    return new ServerConfig(
        name, weight, 0, false, List.of(new Use(spec, false)), Duration.ZERO, Damping.NONE);
  }

  @Test
  void needsNoVrrp() throws ConfigException {
    var config =
        host.load("virtual-servers: {v: {address: 10.0.0.9:80, real-servers: [10.0.0.1]}}")
            .config();
    assertThat(config.vrrp().instances()).isEmpty();
    assertThat(config.ipvs()).isEqualTo(IpvsConfig.DEFAULT);
    assertThat(config.virtualServers().getFirst().realServers().getFirst().destination().port())
        .isEqualTo(80);
  }

  @Test
  void everyAddressOfARangeBecomesAService() throws ConfigException {
    var keys =
        only("""
        virtual-servers:
          v:
            address: 10.0.0.254-10.0.1.1:80
            addresses: [10.0.2.0/30:443, 10.9.9.9:80]
            firewall-mark: [7, 0xffffffff]
            real-servers: [10.1.0.1:80]
        """)
            .keys();
    assertThat(keys)
        .extracting(ServiceKey::words)
        .containsExactly(
            "TCP 10.0.0.254:80",
            "TCP 10.0.0.255:80",
            "TCP 10.0.1.0:80",
            "TCP 10.0.1.1:80",
            "TCP 10.0.2.0:443",
            "TCP 10.0.2.1:443",
            "TCP 10.0.2.2:443",
            "TCP 10.0.2.3:443",
            "TCP 10.9.9.9:80",
            "FWM 7",
            "FWM 4294967295");
  }

  @Test
  void ipv6AddressesWithAPortStandInBrackets() throws ConfigException {
    var server =
        only(
            """
            virtual-servers:
              v:
                addresses: ["[2001:db8::fffe-2001:db8::1:1]:80", "[2001:db8:1::/127]:80"]
                real-servers: ["[2001:db8:2::1]:8080", "2001:db8:2::2"]
            """);
    assertThat(server.keys())
        .extracting(ServiceKey::words)
        .containsExactly(
            "TCP [2001:db8::fffe]:80",
            "TCP [2001:db8::ffff]:80",
            "TCP [2001:db8::1:0]:80",
            "TCP [2001:db8::1:1]:80",
            "TCP [2001:db8:1::]:80",
            "TCP [2001:db8:1::1]:80");
    assertThat(server.pool().servers())
        .extracting(ServerConfig::name)
        .containsExactly("[2001:db8:2::1]:8080", "[2001:db8:2::2]:80");
    assertThat(server.terms().persistencePrefix()).isEqualTo(128);
  }

  @Test
  void aServerWithoutAPortUsesThePortOfEachService() throws ConfigException {
    var server =
        only(
            """
            virtual-servers:
              v:
                addresses: [10.0.0.9:80, 10.0.0.9:443]
                forwarding: dr
                check: {tcp: 80}
                real-servers: [10.1.0.1]
            """);
    var real = server.realServers().getFirst();
    assertThat(real.destination().port()).isZero();
    assertThat(real.destination().under(server.keys().get(0)).port()).isEqualTo(80);
    assertThat(real.destination().under(server.keys().get(1)).port()).isEqualTo(443);
    assertThat(real.destination().under(new ServiceKey.Mark(7, Family.IPV4)).port()).isZero();
    assertThat(server.pool().servers().getFirst().name()).isEqualTo("10.1.0.1");
  }

  @Test
  void aMarkHasTheFamilyOfItsServers() throws ConfigException {
    assertThat(
            only("virtual-servers: {v: {firewall-mark: 7, real-servers: [\"2001:db8::1\"]}}")
                .keys())
        .containsExactly(new ServiceKey.Mark(7, Family.IPV6));
  }

  @Test
  void timingsComeFromTheCheckThenItsServerThenTheVirtualServer() throws ConfigException {
    var servers =
        only("""
        virtual-servers:
          v:
            address: 10.0.0.9:53
            check-timing: {interval: 10s, timeout: 4s, retries: 5}
            check: {tcp: {}, timeout: 1s}
            real-servers:
              - 10.1.0.1
              - {address: 10.1.0.2, check-timing: {interval: 7s, timeout: 6s}}
              - {address: 10.1.0.3, check-timing: {interval: 7s}, check: [{dns: {}}, {ping: {}, retries: 0}]}
        """)
            .pool()
            .servers();
    assertThat(servers)
        .extracting(server -> server.checks().getFirst().spec().timing())
        .containsExactly(
            timing(Duration.ofSeconds(10), Duration.ofSeconds(1), 5),
            timing(Duration.ofSeconds(7), Duration.ofSeconds(1), 5),
            timing(Duration.ofSeconds(7), Duration.ofSeconds(4), 5));
    assertThat(servers.get(2).checks().get(1).spec())
        .isEqualTo(
            new CheckSpec(
                new Probe.Ping(Target.of(IpAddress.of("10.1.0.3"), 0)),
                timing(Duration.ofSeconds(7), Duration.ofSeconds(4), 0)));
  }

  @Test
  void retriesDefaultToThoseOfTheKind() throws ConfigException {
    var checks =
        only("""
        virtual-servers:
          v:
            address: 10.0.0.9:53
            check: [{tcp: }, {dns: }, {script: {command: /bin/s}}]
            real-servers: [10.1.0.1]
        """)
            .pool()
            .servers()
            .getFirst()
            .checks();
    assertThat(checks).extracting(use -> use.spec().timing().retries()).containsExactly(1, 3, 0);
  }

  @Test
  void aServersOwnCheckReplacesTheVirtualServers() throws ConfigException {
    var servers =
        only("""
        virtual-servers:
          v:
            address: 10.0.0.9:80
            start: down
            check: [tcp: , ping: ]
            real-servers:
              - 10.1.0.1
              - {address: 10.1.0.2, check: {tcp: 8080, start: up}}
              - {address: 10.1.0.3, check: []}
              - {address: 10.1.0.4, start: up}
        """)
            .pool()
            .servers();
    assertThat(servers)
        .extracting(s -> s.checks().stream().map(u -> u.spec().probe().words()).toList())
        .containsExactly(
            List.of("tcp 10.1.0.1:80", "ping 10.1.0.1"),
            List.of("tcp 10.1.0.2:8080"),
            List.of(),
            List.of("tcp 10.1.0.4:80", "ping 10.1.0.4"));
    assertThat(servers)
        .extracting(s -> s.checks().stream().map(Use::startDown).toList())
        .containsExactly(List.of(true, true), List.of(false), List.of(), List.of(false, false));
  }

  @Test
  void serversInheritFromTheVirtualServer() throws ConfigException {
    var made =
        only(
            """
            virtual-servers:
              v:
                address: 10.0.0.9:80
                weight: 10
                forwarding: {method: tunnel, type: gue, port: 6080, checksum: remote}
                inhibit-on-failure: true
                slow-start: 10s
                damping: 30s
                sorry-server: {address: 10.1.0.9, forwarding: dr, inhibit: true}
                real-servers:
                  - 10.1.0.1
                  - {address: 10.1.0.2, weight: 0, forwarding: dr, inhibit-on-failure: false, slow-start: 0, damping: {first: 1s, most: 2s}}
            """);
    var first = made.pool().servers().get(0);
    var second = made.pool().servers().get(1);
    assertThat(first.weight()).isEqualTo(10);
    assertThat(first.inhibitOnFailure()).isTrue();
    assertThat(first.slowStart()).isEqualTo(Duration.ofSeconds(10));
    assertThat(first.damping()).isEqualTo(new Damping(Duration.ofSeconds(30), Duration.ofHours(1)));
    assertThat(made.realServers().get(0).destination().forwarding())
        .isEqualTo(new Forwarding.Gue(6080, Forwarding.TunnelChecksum.REMOTE));
    assertThat(second.weight()).isZero();
    assertThat(second.inhibitOnFailure()).isFalse();
    assertThat(second.slowStart()).isZero();
    assertThat(second.damping())
        .isEqualTo(new Damping(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    assertThat(made.realServers().get(1).destination().forwarding())
        .isEqualTo(Forwarding.DIRECT_ROUTE);
    assertThat(made.sorryServer())
        .isEqualTo(
            new SorryServer(
                new Destination(IpAddress.of("10.1.0.9"), 80, Forwarding.DIRECT_ROUTE, 1, 0, 0),
                true));
  }

  @Test
  void theSyncDaemonTakesItsIdFromItsInstance() throws ConfigException {
    assertThat(syncDaemon("{interface: eth1, instance: VI_1}"))
        .isEqualTo(new SyncDaemonConfig("eth1", 51, "VI_1", 0, null, 0, 0));
    assertThat(syncDaemon("{interface: eth1, instance: VI_1, id: 0}"))
        .isEqualTo(new SyncDaemonConfig("eth1", 0, "VI_1", 0, null, 0, 0));
    assertThat(syncDaemon("eth1")).isEqualTo(new SyncDaemonConfig("eth1", 0, null, 0, null, 0, 0));
  }

  private @Nullable SyncDaemonConfig syncDaemon(String daemon) throws ConfigException {
    return host.load(
            "vrrp: {instances: {VI_1: {interface: eth0, virtual-router-id: 51}}}\n"
                + "ipvs: {sync-daemon: "
                + daemon
                + "}")
        .config()
        .ipvs()
        .syncDaemon();
  }

  @Test
  void instancesTrackTheirOwnChecks() throws ConfigException {
    var config =
        host.load(
                """
                vrrp:
                  instances:
                    A:
                      interface: eth0
                      virtual-router-id: 1
                      track:
                        tcp: {address: 127.0.0.1, port: 80, weight: -20}
                        ping: [{address: 10.0.0.1, reverse: true}, {address: 10.0.0.2}]
                    B:
                      interface: eth0
                      virtual-router-id: 2
                      track:
                        tcp: [{address: 127.0.0.1, port: 80}, {address: 127.0.0.1, port: 80, interval: 1s}]
                """)
            .config();
    assertThat(config.vrrp().instances().get(0).tracks().watched())
        .containsExactly(
            new Watched(TrackKind.CHECK, "tcp 127.0.0.1:80", -20, false),
            new Watched(TrackKind.CHECK, "ping 10.0.0.1", 0, true),
            new Watched(TrackKind.CHECK, "ping 10.0.0.2", 0, false));
    assertThat(config.vrrp().instances().get(1).tracks().watched())
        .containsExactly(
            new Watched(TrackKind.CHECK, "tcp 127.0.0.1:80", 0, false),
            new Watched(TrackKind.CHECK, "tcp 127.0.0.1:80 (2)", 0, false));
    assertThat(config.trackedChecks())
        .extracting(TrackedCheck::name)
        .containsExactly(
            "tcp 127.0.0.1:80", "ping 10.0.0.1", "ping 10.0.0.2", "tcp 127.0.0.1:80 (2)");
  }

  @Test
  void aTrackedCheckNeedsAnAddressAndAPort() {
    var file = "vrrp: {instances: {A: {interface: a, virtual-router-id: 1, track: {tcp: {%s}}}}}";
    assertThat(host.problems(file.formatted("port: 80")))
        .singleElement()
        .asString()
        .endsWith("track.tcp: has no address to check; add address");
    assertThat(host.problems(file.formatted("address: 10.0.0.1")))
        .singleElement()
        .asString()
        .endsWith("track.tcp: has no port to check and none to inherit; add port");
  }

  /** How much longer than the margin each instance waits for its successor's announcements. */
  private Map<String, Duration> readiness(String yaml) throws ConfigException {
    return host.load(yaml).config().vrrp().instances().stream()
        .collect(
            Collectors.toMap(InstanceConfig::name, one -> one.election().handover().readiness()));
  }

  @Test
  void anOldMasterWaitsLongerWhereTheAddressesOfANewOneWaitForTheTable() throws ConfigException {
    var vrrp =
        """
        vrrp:
          instances:
            A: {interface: eth0, virtual-router-id: 51, addresses: [10.0.0.1/24]}
            B: {interface: eth0, virtual-router-id: 52, addresses: [10.0.0.2/24]}
            C:
              interface: eth0
              virtual-router-id: 53
              addresses: [10.0.0.3/24]
              hooks: {before-master: /bin/true, before-master-limit: 2s}
            D:
              interface: eth0
              virtual-router-id: 54
              addresses: [10.0.0.4/24]
              hooks: {before-master: /bin/true}
              handover: {margin: 500ms}
        """;
    var hookOnly =
        Map.of(
            "A", Duration.ZERO,
            "B", Duration.ZERO,
            "C", Duration.ofSeconds(3),
            "D", Duration.ZERO);
    assertThat(readiness(vrrp)).isEqualTo(hookOnly);
    assertThat(
            readiness(
                vrrp
                    + """
                    virtual-servers:
                      web: {address: 10.0.0.1:80, instance: A, real-servers: [10.0.1.1:80]}
                    """))
        .containsEntry("A", Duration.ofSeconds(1))
        .containsEntry("B", Duration.ZERO)
        .containsEntry("C", Duration.ofSeconds(3))
        .containsEntry("D", Duration.ZERO);
    assertThat(
            readiness(
                vrrp
                    + """
                    virtual-servers:
                      web: {address: 10.0.0.1:80, real-servers: [10.0.1.1:80]}
                    """))
        .as("a virtual server that follows no instance may be at the address of any")
        .containsEntry("B", Duration.ofSeconds(1))
        .containsEntry("D", Duration.ZERO);
    assertThat(readiness(vrrp + "ipvs: {sync-daemon: {interface: eth0, instance: B}}\n"))
        .containsEntry("A", Duration.ZERO)
        .containsEntry("B", Duration.ofSeconds(1));
    assertThat(readiness(vrrp + "ipvs: {sync-daemon: {interface: eth0}}\n")).isEqualTo(hookOnly);
  }

  @Test
  void aMarginSetByHandIsTheWholeWait() throws ConfigException {
    var file =
        """
        vrrp:
          defaults: {handover: {margin: 500ms}}
          instances: {A: {interface: eth0, virtual-router-id: 51, addresses: [10.0.0.1/24]}}
        virtual-servers:
          web: {address: 10.0.0.1:80, instance: A, real-servers: [10.0.1.1:80]}
        """;
    assertThat(readiness(file)).containsEntry("A", Duration.ZERO);
    assertThat(readiness(file.replace("margin: 500ms", "linger: 50ms")))
        .containsEntry("A", Duration.ofSeconds(1));
  }
}
