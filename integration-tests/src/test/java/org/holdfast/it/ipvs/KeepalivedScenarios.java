package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Compares the virtual servers of Holdfast with those of keepalived: the table and the lines of a
 * FIFO must be the same in every situation. Holdfast reads them in both configuration languages.
 */
final class KeepalivedScenarios {

  private static final String OURS =
      """
      notifications: {servers-fifo: FIFO}
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: wlc
          persistence: 5m
          persistence-prefix: 24
          quorum: 6
          hysteresis: 1
          sorry-server: {address: 10.9.1.11:8090, forwarding: nat}
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers:
            - {address: 10.9.1.11:80, weight: 1, upper-threshold: 1000, lower-threshold: 600}
            - {address: 10.9.1.12:80, weight: 3}
            - {address: 10.9.1.13:80, weight: 3}
        direct:
          address: 10.9.0.101:80
          scheduler: sh
          flags: [sh-port, sh-fallback]
          forwarding: dr
          inhibit-on-failure: true
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers: [10.9.0.11, 10.9.0.12, {address: 10.9.0.13, weight: 5}]
        tunnel:
          address: 10.9.0.102:80
          scheduler: mh
          flags: [mh-port, mh-fallback]
          forwarding: tunnel
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers:
            - 10.9.1.11
            - {address: 10.9.1.12, forwarding: {method: tunnel, type: gue, port: 6080}}
            - {address: 10.9.1.13, forwarding: {method: tunnel, type: gre, checksum: full}}
        names:
          address: 10.9.0.100:53
          protocol: udp
          scheduler: rr
          flags: one-packet
          real-servers: [10.9.1.11, 10.9.1.12]
        calls:
          address: 10.9.0.100:5060
          protocol: udp
          scheduler: wrr
          persistence: 360s
          persistence-engine: sip
          real-servers: [10.9.1.11, 10.9.1.12]
        stream:
          address: 10.9.0.100:5000
          protocol: sctp
          scheduler: lc
          real-servers: [10.9.1.11]
        marked:
          firewall-mark: 7
          family: ipv4
          scheduler: wrr
          forwarding: dr
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers: [10.9.0.11, 10.9.0.12]
        several:
          addresses: ["10.9.0.110-10.9.0.112:443", "10.9.0.120:444"]
          scheduler: sed
          check: {tcp: 443, interval: 1s, timeout: 1s, retries: 0}
          real-servers: [10.9.1.11:443, 10.9.1.12:443]
        six:
          address: "[2001:db8:9::100]:80"
          scheduler: nq
          persistence: 60s
          persistence-prefix: 64
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers: ["[2001:db8:9:1::11]:80", "[2001:db8:9:1::12]:80"]
        six-direct:
          address: "[2001:db8:9::101]:80"
          scheduler: fo
          forwarding: dr
          check: {tcp: 80, interval: 1s, timeout: 1s, retries: 0}
          real-servers: ["2001:db8:9::11", {address: "2001:db8:9::12", weight: 2}]
      """;

  private static final String CHECK =
      "delay_loop 1\n  TCP_CHECK { connect_port %d\n connect_timeout 1\n retry 0 }";

  private static final String THEIRS =
      """
      global_defs {
        script_user root
        lvs_notify_fifo FIFO
      }
      virtual_server_group several {
        10.9.0.110-112 443
        10.9.0.120 444
      }
      virtual_server 10.9.0.100 80 {
        protocol TCP
        lvs_sched wlc
        lvs_method NAT
        persistence_timeout 300
        persistence_granularity 255.255.255.0
        quorum 6
        hysteresis 1
        sorry_server 10.9.1.11 8090
        real_server 10.9.1.11 80 {
          weight 1
          uthreshold 1000
          lthreshold 600
          CHECK-80
        }
        real_server 10.9.1.12 80 {
          weight 3
          CHECK-80
        }
        real_server 10.9.1.13 80 {
          weight 3
          CHECK-80
        }
      }
      virtual_server 10.9.0.101 80 {
        protocol TCP
        lvs_sched sh
        sh-port
        sh-fallback
        lvs_method DR
        inhibit_on_failure
        real_server 10.9.0.11 80 {
          CHECK-80
        }
        real_server 10.9.0.12 80 {
          CHECK-80
        }
        real_server 10.9.0.13 80 {
          weight 5
          CHECK-80
        }
      }
      virtual_server 10.9.0.102 80 {
        protocol TCP
        lvs_sched mh
        mh-port
        mh-fallback
        lvs_method TUN
        real_server 10.9.1.11 80 {
          CHECK-80
        }
        real_server 10.9.1.12 80 {
          lvs_method TUN type gue port 6080 nocsum
          CHECK-80
        }
        real_server 10.9.1.13 80 {
          lvs_method TUN type gre csum
          CHECK-80
        }
      }
      virtual_server 10.9.0.100 53 {
        protocol UDP
        lvs_sched rr
        ops
        lvs_method NAT
        real_server 10.9.1.11 53 {
        }
        real_server 10.9.1.12 53 {
        }
      }
      virtual_server 10.9.0.100 5060 {
        protocol UDP
        lvs_sched wrr
        lvs_method NAT
        persistence_timeout 360
        persistence_engine sip
        real_server 10.9.1.11 5060 {
        }
        real_server 10.9.1.12 5060 {
        }
      }
      virtual_server 10.9.0.100 5000 {
        protocol SCTP
        lvs_sched lc
        lvs_method NAT
        real_server 10.9.1.11 5000 {
        }
      }
      virtual_server fwmark 7 {
        protocol TCP
        lvs_sched wrr
        lvs_method DR
        real_server 10.9.0.11 {
          CHECK-80
        }
        real_server 10.9.0.12 {
          CHECK-80
        }
      }
      virtual_server group several {
        protocol TCP
        lvs_sched sed
        lvs_method NAT
        real_server 10.9.1.11 443 {
          CHECK-443
        }
        real_server 10.9.1.12 443 {
          CHECK-443
        }
      }
      virtual_server 2001:db8:9::100 80 {
        protocol TCP
        lvs_sched nq
        lvs_method NAT
        persistence_timeout 60
        persistence_granularity 64
        real_server 2001:db8:9:1::11 80 {
          CHECK-80
        }
        real_server 2001:db8:9:1::12 80 {
          CHECK-80
        }
      }
      virtual_server 2001:db8:9::101 80 {
        protocol TCP
        lvs_sched fo
        lvs_method DR
        real_server 2001:db8:9::11 80 {
          CHECK-80
        }
        real_server 2001:db8:9::12 80 {
          weight 2
          CHECK-80
        }
      }
      """
          .replace("CHECK-80", CHECK.formatted(80))
          .replace("CHECK-443", CHECK.formatted(443));

  enum Language {
    YAML,
    KEEPALIVED_CONF
  }

  private LvsLab lab;
  private Daemon keepalived;

  @BeforeEach
  void open() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.IPVSADM);
    lab = LvsLab.open();
    var node = lab.b().node();
    var file =
        Files.writeString(
            node.lab().directory().resolve("keepalived.conf"), withFifo(node, THEIRS));
    keepalived =
        node.start("keepalived", "--dont-fork", "--log-console", "-C", "-f", file.toString());
    listen(node);
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothKeepTheSameTableAndReportTheSameThroughDeathsAndQuorums(Language language) {
    lab.a().start(withFifo(lab.a().node(), language == Language.YAML ? OURS : THEIRS));
    listen(lab.a().node());
    agree(List.of("-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 3"));
    var everything = LvsLab.rules(lab.a().node());

    lab.kill(2);
    agree(
        List.of(
            "-a -t 10.9.0.101:80 -r 10.9.0.12:80 -g -w 0",
            "-a -t 10.9.0.100:80 -r 10.9.1.11:8090 -m -w 1"));

    lab.revive(2);
    agree(everything);
    assertThat(LvsLab.rules(lab.a().node())).isEqualTo(everything);
    lab.awaitThat(
        "both have reported the same",
        () -> {
          assertThat(reported(lab.b().node()))
              .contains(
                  "RS [10.9.1.12]:tcp:80 [10.9.0.100]:tcp:80 DOWN",
                  "VS [10.9.0.100]:tcp:80 DOWN",
                  "RS [10.9.1.12]:tcp:80 [10.9.0.100]:tcp:80 UP",
                  "VS [10.9.0.100]:tcp:80 UP");
          assertThat(reported(lab.a().node())).isEqualTo(reported(lab.b().node()));
        });

    lab.a().stop();
    assertThat(keepalived.stop()).isZero();
    assertThat(LvsLab.rules(lab.a().node())).isEmpty();
    assertThat(LvsLab.rules(lab.b().node())).isEmpty();
  }

  private static String withFifo(Node node, String configuration) {
    return configuration.replace("FIFO", fifo(node).toString());
  }

  private static Path fifo(Node node) {
    return node.lab().directory().resolve("fifo-" + node.name());
  }

  private static Path lines(Node node) {
    return node.lab().directory().resolve("lines-" + node.name());
  }

  private void listen(Node node) {
    lab.await("FIFO of " + node, () -> Files.exists(fifo(node)));
    node.start("sh", "-c", "exec cat " + fifo(node) + " >" + lines(node));
  }

  /**
   * Returns the lines of a FIFO by virtual server. The order of lines is kept within each virtual
   * server only, because their checks run in no fixed order.
   */
  private static List<String> reported(Node node) throws IOException {
    return Files.readAllLines(lines(node)).stream()
        .dropWhile(line -> line.startsWith("VS ") && line.endsWith(" UP"))
        .sorted(Comparator.comparing(KeepalivedScenarios::virtualServer))
        .toList();
  }

  private static String virtualServer(String line) {
    return line.replaceFirst("^RS \\S+ |^VS ", "").replaceFirst(" (UP|DOWN)$", "");
  }

  private void agree(List<String> rules) {
    lab.awaitTables(
        "both tables are the same",
        () -> {
          assertThat(LvsLab.rules(lab.b().node())).containsAll(rules);
          assertThat(LvsLab.rules(lab.a().node())).isEqualTo(LvsLab.rules(lab.b().node()));
          assertThat(thresholds(lab.a().node())).isEqualTo(thresholds(lab.b().node()));
        });
  }

  private static List<String> thresholds(Node node) {
    return node.run("ipvsadm", "-Ln", "--thresholds").lines().map(String::strip).sorted().toList();
  }
}
