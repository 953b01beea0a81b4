package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests which packets pass to and from addresses that an instance does not accept (RFC 9568,
 * Accept_Mode): the same ones as with keepalived, and none at any moment of the agent's life.
 */
final class FirewallIT {

  private static final String CONF =
      """
      vrrp_instance CLOSED {
        state BACKUP
        interface eth0
        virtual_router_id 51
        version 3
        advert_int 0.1
        no_accept
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      vrrp_instance CLOSED6 {
        state BACKUP
        interface eth0
        virtual_router_id 51
        advert_int 0.1
        no_accept
        virtual_ipaddress {
          fe80::100/64
          2001:db8:9::100/64
        }
      }
      vrrp_instance OPEN {
        state BACKUP
        interface eth0
        virtual_router_id 52
        version 3
        advert_int 0.1
        virtual_ipaddress {
          10.9.0.101/24
        }
      }
      """;

  private static final String YAML =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            version: 3
            advertisement-interval: 100ms
            addresses: [10.9.0.100/24]
            accept: %s
      """;

  /** One of two instances that different agents of a director have. */
  private static final String ONE_OF_TWO =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: %1$d
            version: 3
            priority: %2$d
            advertisement-interval: 100ms
            addresses: [10.9.0.%1$d/24]
            vmac: true
            accept: false
      """;

  private PairLab lab;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.NFTABLES);
    lab = PairLab.open();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  /**
   * Debian's keepalived is built without iptables: with the words about them it uses nftables too,
   * and says so.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "vrrp_iptables\n  vrrp_ipsets"})
  void theSamePacketsPassAsWithKeepalived(String words) throws IOException {
    lab.a().run("ip", "addr", "add", "10.77.0.1/32", "dev", "lo");
    lab.client().run("ip", "route", "add", "10.77.0.1/32", "via", "10.9.0.100");
    var general = "global_defs {\n  " + words + "\n}\n";
    var theirs = passing(this::keepalived, general);
    var ours = passing(this::holdfast, general);

    assertThat(ours).isEqualTo(theirs);
    assertThat(ours)
        .containsEntry("to the IPv4 address", false)
        .containsEntry("to the IPv6 address", false)
        .containsEntry("to the link-local address", false)
        .containsEntry("from the IPv4 address", false)
        .containsEntry("to an accepted address", true)
        .containsEntry("to the host's own address", true)
        .containsEntry("through the router", true)
        .containsEntry("neighbour discovery", true);
  }

  private interface Make {
    Daemon start(Path conf);
  }

  /** Runs a director and returns which packets pass. */
  private Map<String, Boolean> passing(Make make, String general) throws IOException {
    var a = lab.a();
    var conf = a.lab().directory().resolve("firewall.conf");
    Files.writeString(conf, general + CONF);
    var passes = new LinkedHashMap<String, Boolean>();
    try (var director = make.start(conf)) {
      await(
          "all addresses are there",
          () ->
              a.addresses()
                  .containsAll(
                      List.of(
                          IpAddress.of("10.9.0.100"),
                          IpAddress.of("10.9.0.101"),
                          IpAddress.of("fe80::100"),
                          IpAddress.of("2001:db8:9::100"))));
      lab.client().run("ip", "neigh", "flush", "all");
      var client = lab.client();
      passes.put("to an accepted address", answers(client, "10.9.0.101"));
      passes.put("to the host's own address", answers(client, "10.9.0.1"));
      passes.put("through the router", answers(client, "10.77.0.1"));
      passes.put("to the IPv4 address", answers(client, "10.9.0.100"));
      passes.put("to the IPv6 address", answers(client, "2001:db8:9::100"));
      passes.put("to the link-local address", answers(client, "fe80::100%eth0"));
      passes.put("from the IPv4 address", answers(a, "-I", "10.9.0.100", "10.9.0.3"));
      passes.put("to the host's own IPv6 address", answers(client, "2001:db8:9::1"));
      passes.put("from the director itself", answers(a, "10.9.0.100"));
      passes.put(
          "neighbour discovery",
          client.run("ip", "-6", "neigh", "show", "to", "2001:db8:9::100").contains("lladdr"));
      assertThat(director.isRunning()).isTrue();
      director.stop();
    }
    await("its tables are gone", () -> a.run("nft", "list", "tables").isBlank());
    assertThat(a.holds(IpAddress.of("10.9.0.100"))).isFalse();
    return passes;
  }

  private static boolean answers(Node from, String... words) {
    var command = new ArrayList<>(List.of("ping", "-c", "1", "-W", "0.5"));
    command.addAll(List.of(words));
    return from.succeeds(command.toArray(String[]::new));
  }

  private Daemon keepalived(Path conf) {
    var directory = lab.a().lab().directory();
    return lab.a()
        .start(
            "keepalived",
            "--dont-fork",
            "--log-console",
            "--vrrp",
            "--use-file",
            conf.toString(),
            "--pid",
            directory.resolve("keepalived.pid").toString(),
            "--vrrp_pid",
            directory.resolve("vrrp.pid").toString());
  }

  private Daemon holdfast(Path conf) {
    return lab.a()
        .start(
            launcher().toString(),
            "run",
            "--config",
            conf.toString(),
            "--control-socket",
            lab.a().lab().directory().resolve("control.sock").toString());
  }

  @Test
  void noPacketIsAcceptedFromTheFirstMomentToTheLast() {
    var a = lab.a();
    a.run("nft", "add", "table", "inet", "other");
    try (var agent = new LabAgent(a);
        var ping = lab.client().start("ping", "-n", "-i", "0.02", "10.9.0.100")) {
      agent.start(YAML.formatted("false"));
      await("it is master", () -> agent.state("VI_1").equals("MASTER"));
      await("it drops", () -> table(a).contains("10.9.0.100"));

      agent.kill();
      assertThat(a.holds(IpAddress.of("10.9.0.100"))).isTrue();
      assertThat(table(a)).contains("10.9.0.100");
      agent.start(YAML.formatted("false"));
      await("it is master again", () -> agent.state("VI_1").equals("MASTER"));
      assertThat(a.run("nft", "list", "tables").lines())
          .containsExactlyInAnyOrder("table inet other", "table inet holdfast");

      agent.stop();
      assertThat(a.run("nft", "list", "tables").strip()).isEqualTo("table inet other");
      ping.stop();
      assertThat(ping.log()).doesNotContain("bytes from");
    }
  }

  /** Two pairs on the same two directors: neither agent touches what the other one made. */
  @Test
  void twoAgentsOfADirectorHaveTheirOwnTablesAndLinks() {
    var a = lab.a();
    try (var first = new LabAgent(a, "-first");
        var second = new LabAgent(a, "-second");
        var firstPeer = new LabAgent(lab.b(), "-first");
        var secondPeer = new LabAgent(lab.b(), "-second")) {
      first.start(ONE_OF_TWO.formatted(101, 150));
      await("the first is master", () -> first.state("VI_1").equals("MASTER"));
      second.start(ONE_OF_TWO.formatted(102, 150));
      await("the second is master", () -> second.state("VI_1").equals("MASTER"));
      firstPeer.start(ONE_OF_TWO.formatted(101, 100));
      secondPeer.start(ONE_OF_TWO.formatted(102, 100));
      await("both drop", () -> drops(a, "holdfast", 101) && drops(a, "holdfast-2", 102));

      first.kill();
      first.start(ONE_OF_TWO.formatted(101, 150));
      await("the first is master again", () -> first.state("VI_1").equals("MASTER"));
      await("both drop again", () -> drops(a, "holdfast", 101) && drops(a, "holdfast-2", 102));
      second.kill();
      await("the peer has taken over", () -> secondPeer.state("VI_1").equals("MASTER"));
      second.release();
      assertThat(a.run("nft", "list", "tables").strip()).isEqualTo("table inet holdfast");
      assertThat(drops(a, "holdfast", 101)).isTrue();
      assertThat(a.run("ip", "link", "show")).contains("vrrp.101").doesNotContain("vrrp.102");
      assertThat(a.run("cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").strip()).isEqualTo("1");

      first.stop();
      assertThat(a.run("nft", "list", "tables")).isBlank();
      assertThat(a.run("cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").strip()).isEqualTo("0");
      await("its peer has taken over", () -> firstPeer.state("VI_1").equals("MASTER"));
      firstPeer.stop();
      secondPeer.stop();
      assertThat(lab.b().run("nft", "list", "tables")).isBlank();
      assertThat(lab.b().run("ip", "link", "show")).doesNotContain("vrrp.");
    }
  }

  private static boolean drops(Node node, String table, int host) {
    return node.succeeds("nft", "list", "table", "inet", table)
        && node.run("nft", "list", "table", "inet", table).contains("10.9.0." + host);
  }

  @Test
  void aFlushedTableComesBackAndAReleaseRemovesIt() {
    var a = lab.a();
    try (var agent = new LabAgent(a)) {
      agent.start(YAML.formatted("false"));
      await("it drops", () -> table(a).contains("10.9.0.100"));

      a.run("nft", "flush", "ruleset");
      await("the table is back", () -> table(a).contains("10.9.0.100"));
      assertThat(agent.log())
          .anyMatch(line ->
              line.contains(
                  "nftables table inet holdfast was removed or changed by another program"));

      a.run("nft", "add", "table", "inet", "other");
      agent.kill();
      agent.release();
      assertThat(a.run("nft", "list", "tables").strip()).isEqualTo("table inet other");
      assertThat(a.holds(IpAddress.of("10.9.0.100"))).isFalse();

      agent.start(YAML.formatted("true"));
      await("it is master", () -> agent.state("VI_1").equals("MASTER"));
      await("it accepts", () -> answers(lab.client(), "10.9.0.100"));
      agent.configure(YAML.formatted("false"));
      agent.reload();
      assertThat(answers(lab.client(), "10.9.0.100")).isFalse();
      agent.configure(YAML.formatted("true"));
      agent.reload();
      assertThat(answers(lab.client(), "10.9.0.100")).isTrue();
      assertThat(a.run("nft", "list", "tables").strip()).isEqualTo("table inet other");
    }
  }

  private static String table(Node node) {
    return node.succeeds("nft", "list", "table", "inet", "holdfast")
        ? node.run("nft", "list", "table", "inet", "holdfast")
        : "";
  }

  private static void await(String fact, BooleanSupplier condition) {
    Awaitility.await(fact).atMost(Lab.PATIENCE).until(condition::getAsBoolean);
  }
}
