package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests which packets get a firewall mark with {@code nftables_ipvs}. A client sends to all
 * addresses and ports without a pause, also before the director has the addresses, and a table of
 * the test notes the mark of each packet that the director accepts. The kernel need not have IPVS.
 */
final class AddressMarksIT {

  /** The groups' marks are 1000, 1001, 1002 and 1003, in this order. */
  private static final String CONF =
      """
      global_defs {
        nftables_ipvs
      }
      vrrp_instance V {
        interface eth0
        virtual_router_id 51
        version 3
        advert_int 1
        virtual_ipaddress {
          10.9.0.100/24
          10.9.0.101/24
          10.9.0.102/24
          10.9.0.103/24
          10.9.0.104/24
        }
        virtual_ipaddress_excluded {
          2001:db8:9::100/64
        }
      }
      virtual_server_group WEB {
        10.9.0.100-101 80
        10.9.0.102 443
      }
      virtual_server_group ANY {
        10.9.0.103
      }
      virtual_server_group SIX {
        2001:db8:9::100 80
      }
      virtual_server group WEB {
        lvs_sched rr
        lvs_method NAT
        protocol UDP
        real_server 10.9.0.3 8080 {
        }
      }
      %s
      virtual_server group ANY {
        lvs_sched rr
        lvs_method DR
        protocol UDP
        real_server 10.9.0.3 {
        }
      }
      virtual_server group SIX {
        lvs_sched rr
        lvs_method NAT
        protocol TCP
        real_server 2001:db8:9::3 8080 {
        }
      }
      """;

  private static final String BY_TCP =
      """
      virtual_server group WEB {
        lvs_sched rr
        lvs_method NAT
        protocol TCP
        real_server 10.9.0.3 8080 {
        }
      }
      """;

  private static final String JUDGE =
      """
      table inet judge {
        set four {
          type ipv4_addr . inet_proto . inet_service . mark
          size 4096
          flags dynamic
        }
        set six {
          type ipv6_addr . inet_proto . inet_service . mark
          size 4096
          flags dynamic
        }
        chain input {
          type filter hook input priority 98;
          ip saddr 10.9.0.3 meta l4proto { tcp, udp } th dport { 9, 80, 443 } update @four { ip daddr . meta l4proto . th dport . meta mark }
          ip6 saddr 2001:db8:9::3 meta l4proto { tcp, udp } th dport { 9, 80, 443 } update @six { ip6 daddr . meta l4proto . th dport . meta mark }
        }
      }
      """;

  private static final String SENDER =
      """
      import socket, sys, time
      while True:
          for host in sys.argv[1:]:
              family = socket.AF_INET6 if ':' in host else socket.AF_INET
              for port in (9, 80, 443):
                  with socket.socket(family, socket.SOCK_DGRAM) as udp:
                      udp.sendto(b'x', (host, port))
                  with socket.socket(family, socket.SOCK_STREAM) as tcp:
                      tcp.setblocking(False)
                      tcp.connect_ex((host, port))
          time.sleep(0.005)
      """;

  private static final List<String> OWN = List.of("10.9.0.1", "2001:db8:9::1");

  private static final List<String> VIRTUAL =
      List.of(
          "10.9.0.100", "10.9.0.101", "10.9.0.102", "10.9.0.103", "10.9.0.104", "2001:db8:9::100");

  private static final List<Integer> PORTS = List.of(9, 80, 443);

  private static final Pattern SEEN =
      Pattern.compile("([0-9a-f.:]+) \\. (\\d+) \\. (\\d+) \\. 0x([0-9a-f]{8})");

  private PairLab lab;
  private Node director;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.NFTABLES);
    lab = PairLab.open();
    director = lab.a();
    director.run("sh", "-c", "cat >\"$1\" <<'END'\n" + JUDGE + "END\nnft -f \"$1\"", "sh", judge());
    // So that packets arrive before the director announces the addresses, and after it has gone.
    var mac = director.hardwareAddress("eth0");
    for (var address : VIRTUAL) {
      lab.client()
          .run("ip", "neigh", "replace", address, "lladdr", mac, "dev", "eth0", "nud", "permanent");
    }
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private String judge() {
    return lab.client().lab().directory().resolve("judge.nft").toString();
  }

  @Test
  void packetsToTheAddressesHaveTheirMarkFromTheFirstToTheLastAndNoOthersHave() {
    try (var agent = new LabAgent(director);
        var sender = sender()) {
      eventually(() -> assertThat(seen()).as(sender.log()).isEqualTo(packets(false, false)));

      agent.start(CONF.formatted(BY_TCP));
      eventually(() -> assertThat(seen()).isEqualTo(packets(true, true)));

      // The kernel goes on without the agent, and the next run takes the table over.
      agent.kill();
      agent.start(CONF.formatted(BY_TCP));
      eventually(() -> assertThat(agent.state("V")).isEqualTo("MASTER"));
      agent.stop();
      assertThat(tables()).containsExactly("table inet judge");
      assertThat(seen()).as("all packets since the beginning").isEqualTo(packets(true, true));
      assertThat(sender.isRunning()).as(sender.log()).isTrue();
    }
  }

  @Test
  void theNextRunLeavesOnlyItsOwnMarks() {
    try (var agent = new LabAgent(director);
        var sender = sender()) {
      agent.start(CONF.formatted(BY_TCP));
      eventually(() -> assertThat(seen()).as(sender.log()).isEqualTo(packets(true, true)));
      agent.kill();
      agent.start(CONF.formatted(""));
      eventually(() -> assertThat(seenFromNowOn()).isEqualTo(packets(true, false)));

      director.run("nft", "delete", "table", "inet", "holdfast-ipvs");
      eventually(() -> assertThat(seenFromNowOn()).isEqualTo(packets(true, false)));
      assertThat(agent.log())
          .anyMatch(line -> line.contains("holdfast-ipvs was removed or changed by another"));

      agent.kill();
      agent.release();
      assertThat(tables()).containsExactly("table inet judge");
    }
  }

  /** Starts to send packets from the client to the director's own addresses and to all others. */
  private Daemon sender() {
    var command = new ArrayList<>(List.of("python3", "-c", SENDER));
    command.addAll(OWN);
    command.addAll(VIRTUAL);
    return lab.client().start(command.toArray(String[]::new));
  }

  private List<String> tables() {
    return director.run("nft", "list", "tables").lines().toList();
  }

  /** Returns what the director accepts, with the marks. */
  private static Set<String> packets(boolean held, boolean byTcp) {
    var packets = new TreeSet<String>();
    var hosts = new ArrayList<>(OWN);
    if (held) {
      hosts.addAll(VIRTUAL);
    }
    for (var host : hosts) {
      for (int port : PORTS) {
        packets.add("%s tcp %d mark %d".formatted(host, port, byTcp(host, port, byTcp)));
        packets.add("%s udp %d mark %d".formatted(host, port, byUdp(host, port)));
      }
    }
    return packets;
  }

  private static boolean isWeb(String host, int port) {
    return switch (host) {
      case "10.9.0.100", "10.9.0.101" -> port == 80;
      case "10.9.0.102" -> port == 443;
      default -> false;
    };
  }

  private static int byUdp(String host, int port) {
    return isWeb(host, port) ? 1000 : host.equals("10.9.0.103") ? 1002 : 0;
  }

  private static int byTcp(String host, int port, boolean byTcp) {
    boolean isSix = host.equals("2001:db8:9::100") && port == 80;
    return isSix ? 1003 : byTcp && isWeb(host, port) ? 1001 : 0;
  }

  private Set<String> seenFromNowOn() {
    director.run("nft", "flush", "set", "inet", "judge", "four");
    director.run("nft", "flush", "set", "inet", "judge", "six");
    int least = packets(true, false).size(); // more while marks change
    eventually(() -> assertThat(seen()).hasSizeGreaterThanOrEqualTo(least));
    return seen();
  }

  private Set<String> seen() {
    var seen = new TreeSet<String>();
    for (var set : List.of("four", "six")) {
      var found = SEEN.matcher(director.run("nft", "-n", "list", "set", "inet", "judge", set));
      while (found.find()) {
        seen.add(
            "%s %s %s mark %d"
                .formatted(
                    found.group(1),
                    found.group(2).equals("6") ? "tcp" : "udp",
                    found.group(3),
                    Integer.parseInt(found.group(4), 16)));
      }
    }
    return seen;
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(Lab.PATIENCE).untilAsserted(assertion);
  }
}
