package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the traffic that clients get through the table of an agent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TrafficScenarios {

  private static final Set<String> ALL = Set.of("s1", "s2", "s3");

  /** Services for both protocols at every virtual address: three servers in turn. */
  private static final String WAYS =
      """
      virtual-servers:
        nat:
          address: 10.9.0.100:80
          scheduler: rr
          instance: VI_1
          check: {tcp: 80, interval: 500ms}
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        nat-udp:
          address: 10.9.0.100:53
          protocol: udp
          scheduler: rr
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        direct:
          address: 10.9.0.101:80
          scheduler: rr
          forwarding: dr
          check: {tcp: 80, interval: 500ms}
          real-servers: ["10.9.0.11", "10.9.0.12", "10.9.0.13"]
        direct-udp:
          address: 10.9.0.101:53
          protocol: udp
          scheduler: rr
          forwarding: dr
          real-servers: ["10.9.0.11", "10.9.0.12", "10.9.0.13"]
        tunnel:
          address: 10.9.0.102:80
          scheduler: rr
          forwarding: tunnel
          check: {tcp: 80, interval: 500ms}
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        tunnel-udp:
          address: 10.9.0.102:53
          protocol: udp
          scheduler: rr
          forwarding: tunnel
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        nat6:
          address: "[2001:db8:9::100]:80"
          scheduler: rr
          check: {tcp: 80, interval: 500ms}
          real-servers: ["2001:db8:9:1::11", "2001:db8:9:1::12", "2001:db8:9:1::13"]
        nat6-udp:
          address: "[2001:db8:9::100]:53"
          protocol: udp
          scheduler: rr
          real-servers: ["2001:db8:9:1::11", "2001:db8:9:1::12", "2001:db8:9:1::13"]
        direct6:
          address: "[2001:db8:9::101]:80"
          scheduler: rr
          forwarding: dr
          check: {tcp: 80, interval: 500ms}
          real-servers: ["2001:db8:9::11", "2001:db8:9::12", "2001:db8:9::13"]
        direct6-udp:
          address: "[2001:db8:9::101]:53"
          protocol: udp
          scheduler: rr
          forwarding: dr
          real-servers: ["2001:db8:9::11", "2001:db8:9::12", "2001:db8:9::13"]
        tunnel6:
          address: "[2001:db8:9::102]:80"
          scheduler: rr
          forwarding: tunnel
          check: {tcp: 80, interval: 500ms}
          real-servers: ["2001:db8:9:1::11", "2001:db8:9:1::12", "2001:db8:9:1::13"]
        tunnel6-udp:
          address: "[2001:db8:9::102]:53"
          protocol: udp
          scheduler: rr
          forwarding: tunnel
          real-servers: ["2001:db8:9:1::11", "2001:db8:9:1::12", "2001:db8:9:1::13"]
        persistent:
          address: 10.9.0.100:8100
          scheduler: rr
          persistence: 60s
          real-servers: ["10.9.1.11:80", "10.9.1.12:80", "10.9.1.13:80"]
        several:
          addresses: ["10.9.0.100:8200", "10.9.0.101:8201", "10.9.0.102:8202"]
          scheduler: rr
          real-servers: ["10.9.1.11:80", "10.9.1.12:80"]
        marked:
          firewall-mark: 7
          family: ipv4
          scheduler: rr
          check: {tcp: 443, interval: 500ms}
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
      """;

  // Not nft: the nf_tables of Debian's User-Mode Linux supports bridges only.
  private static final String MARK =
      "iptables-legacy -t mangle -A PREROUTING -d 10.9.0.103 -p tcp -m multiport --dports 80,443"
          + " -j MARK --set-mark 7";

  /**
   * The first port of the services that test schedulers; their servers have the weights 1, 2 and 3.
   */
  private static final int FIRST_SCHEDULER = 9001;

  private static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "sed", "nq", "ovf", "fo", "sh", "mh", "dh", "lblc", "lblcr");

  private LvsLab lab;
  private Client client;

  @BeforeAll
  void startBoth() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM, Tools.IPTABLES);
    lab = LvsLab.open();
    client = lab.client();
    for (Node director : List.of(lab.a().node(), lab.b().node())) {
      director.run(MARK.split(" ", -1));
    }
    var services = new StringBuilder(WAYS);
    for (var scheduler : SCHEDULERS) {
      services.append(
          """
            %1$s:
              address: 10.9.0.100:%2$d
              scheduler: %1$s
              real-servers:
                - {address: 10.9.1.11:80, weight: 1}
                - {address: 10.9.1.12:80, weight: 2}
                - {address: 10.9.1.13:80, weight: 3}
          """
              .formatted(scheduler, port(scheduler)));
    }
    lab.start(services.toString());
    lab.awaitTables(
        "both directors hold the same table",
        () ->
            assertThat(LvsLab.rules(lab.a().node()))
                .isEqualTo(LvsLab.rules(lab.b().node()))
                .hasSizeGreaterThan(60));
  }

  @AfterAll
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  private static int port(String scheduler) {
    return FIRST_SCHEDULER + SCHEDULERS.indexOf(scheduler);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LvsLab.NAT,
        LvsLab.DIRECT,
        LvsLab.TUNNEL,
        LvsLab.NAT6,
        LvsLab.DIRECT6,
        LvsLab.TUNNEL6
      })
  void everyWayReachesEveryServerInTurn(String address) {
    var thrice = Map.of("s1", 3, "s2", 3, "s3", 3);
    assertThat(Client.count(client.udp(address, 53, 9))).as("UDP").isEqualTo(thrice);
    assertThat(Client.count(client.tcp(address, 80, 9)))
        .as("TCP through %s", LvsLab.rules(lab.a().node()))
        .isEqualTo(thrice);
  }

  @Test
  void aClientStaysWithItsServerWhilePersistenceLasts() {
    var first = client.tcpFrom(LvsLab.SOURCES.subList(0, 6), LvsLab.NAT, 8100);
    assertThat(Client.count(first)).isEqualTo(Map.of("s1", 2, "s2", 2, "s3", 2));
    for (int i = 0; i < 3; i++) {
      assertThat(client.tcpFrom(LvsLab.SOURCES.subList(0, 6), LvsLab.NAT, 8100)).isEqualTo(first);
    }
  }

  @Test
  void everyAddressAndPortOfAVirtualServerServes() {
    for (var at : Map.of(LvsLab.NAT, 8200, LvsLab.DIRECT, 8201, LvsLab.TUNNEL, 8202).entrySet()) {
      assertThat(Client.count(client.tcp(at.getKey(), at.getValue(), 4)))
          .isEqualTo(Map.of("s1", 2, "s2", 2));
    }
  }

  @Test
  void packetsWithAFirewallMarkAreOneService() {
    assertThat(Client.count(client.tcp(LvsLab.MARKED, 80, 6)))
        .isEqualTo(Map.of("s1", 2, "s2", 2, "s3", 2));
    assertThat(Client.count(client.tcp(LvsLab.MARKED, 443, 3)))
        .isEqualTo(Map.of("s1", 1, "s2", 1, "s3", 1));
    assertThat(client.tcp(LvsLab.MARKED, 8080, 1)).containsExactly(Client.REFUSED);
  }

  @Test
  void roundRobinIsExact() {
    assertThat(Client.count(client.tcp(LvsLab.NAT, port("rr"), 9)))
        .isEqualTo(Map.of("s1", 3, "s2", 3, "s3", 3));
    assertThat(Client.count(client.tcp(LvsLab.NAT, port("wrr"), 12)))
        .isEqualTo(Map.of("s1", 2, "s2", 4, "s3", 6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lc", "wlc", "sed", "nq"})
  void theLeastLoadedServes(String scheduler) {
    assertThat(client.tcpAtOnce(LvsLab.NAT, port(scheduler), 12)).containsAll(ALL);
  }

  @Test
  void theHeaviestServesUntilItIsFull() {
    assertThat(Client.count(client.tcpAtOnce(LvsLab.NAT, port("fo"), 6)))
        .isEqualTo(Map.of("s3", 6));
    // The kernel considers a server full only when its connections exceed its weight.
    assertThat(Client.count(client.tcpAtOnce(LvsLab.NAT, port("ovf"), 9)))
        .isEqualTo(Map.of("s1", 2, "s2", 3, "s3", 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh"})
  void aSourceStaysAndManySourcesReachAll(String scheduler) {
    var first = client.tcpFrom(LvsLab.SOURCES, LvsLab.NAT, port(scheduler));
    assertThat(new TreeSet<>(first)).isEqualTo(new TreeSet<>(ALL));
    assertThat(client.tcpFrom(LvsLab.SOURCES, LvsLab.NAT, port(scheduler))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dh", "lblc", "lblcr"})
  void aDestinationStays(String scheduler) {
    assertThat(new TreeSet<>(client.tcpFrom(LvsLab.SOURCES, LvsLab.NAT, port(scheduler))))
        .hasSize(1)
        .isSubsetOf(ALL);
  }
}
