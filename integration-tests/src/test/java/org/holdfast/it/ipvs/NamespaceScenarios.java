package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;

/** Tests an agent whose checks run in one network namespace and whose table is in another. */
final class NamespaceScenarios {

  private static final String CONFIGURATION =
      """
      net_namespace_ipvs a
      virtual_server 10.9.0.100 80 {
        lvs_sched rr
        lvs_method NAT
        protocol TCP
        delay_loop 1
        real_server 10.9.1.11 80 {
          TCP_CHECK {
            retry 0
            warmup 0
          }
        }
        real_server 10.9.1.12 80 {
          TCP_CHECK {
            retry 0
            warmup 0
          }
        }
      }
      """;

  private static final List<String> TABLE =
      List.of(
          "-A -t 10.9.0.100:80 -s rr",
          "-a -t 10.9.0.100:80 -r 10.9.1.11:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 1");

  @Test
  void theTableIsInTheNamespaceThatTheFileNames() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM);
    try (var lab = LvsLab.open()) {
      var director = lab.a().node();
      director.run("ip", "addr", "add", LvsLab.NAT + "/24", "dev", "eth0");
      director.run("ip", "addr", "add", LvsLab.GATEWAY + "/24", "dev", "eth1");
      var agent = lab.b();
      agent.start(CONFIGURATION);
      lab.awaitTables("the table", () -> assertThat(LvsLab.rules(director)).isEqualTo(TABLE));
      assertThat(LvsLab.rules(agent.node())).isEmpty();
      assertThat(Client.count(lab.client().tcp(LvsLab.NAT, 80, 6)))
          .isEqualTo(Map.of("s1", 3, "s2", 3));

      lab.kill(2);
      lab.awaitTables(
          "the server is out of the table",
          () -> assertThat(LvsLab.rules(director)).isEqualTo(TABLE.subList(0, 2)));
      assertThat(Client.count(lab.client().tcp(LvsLab.NAT, 80, 2))).isEqualTo(Map.of("s1", 2));

      agent.kill();
      assertThat(LvsLab.rules(director)).isEqualTo(TABLE.subList(0, 2));
      assertThat(agent.release()).contains("IPVS services: 1");
      assertThat(LvsLab.rules(director)).isEmpty();
    }
  }
}
