package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the facilities that a test may rely on inside User-Mode Linux. */
final class KernelScenarios {

  private static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "fo", "ovf", "mh");

  private static final List<String> LINKS =
      List.of(
          "type dummy",
          "link eth0 type macvlan",
          "type ipip local 10.9.0.1 remote 10.9.0.2",
          "type gre local 10.9.0.1 remote 10.9.0.2",
          "type ip6tnl local 2001:db8:9::1 remote 2001:db8:9::2",
          "type ip6gre local 2001:db8:9::1 remote 2001:db8:9::2");

  private static final String POOL =
      """
      global_defs {
        script_user root
      }
      virtual_server 10.9.0.100 80 {
        lvs_sched wlc
        lvs_method NAT
        protocol TCP
        real_server 10.9.0.1 80 {
          weight 7
        }
      }
      """;

  @Test
  void ipvsadmSeesServicesWithEveryScheduler() {
    Needs.tools(Tools.IPVSADM);
    try (PairLab lab = PairLab.open()) {
      for (String scheduler : SCHEDULERS) {
        lab.a().run("ipvsadm", "-A", "-t", "10.9.0.100:80", "-s", scheduler);
        lab.a().run("ipvsadm", "-A", "-t", "[2001:db8:9::100]:80", "-s", scheduler);

        assertThat(lab.a().run("ipvsadm", "-Ln"))
            .contains("TCP  10.9.0.100:80 " + scheduler)
            .contains("TCP  [2001:db8:9::100]:80 " + scheduler);
        lab.a().run("ipvsadm", "-C");
      }
    }
  }

  @Test
  void everyNodeHasAnIpvsTableOfItsOwn() {
    Needs.tools(Tools.IPVSADM);
    try (PairLab lab = PairLab.open()) {
      lab.a().run("ipvsadm", "-A", "-f", "7", "-s", "rr");

      assertThat(lab.a().run("ipvsadm", "-Ln")).contains("FWM  7 rr");
      assertThat(lab.b().run("ipvsadm", "-Ln")).doesNotContain("FWM");
    }
  }

  @Test
  void nodesGetTunnelsAndDummies() {
    try (PairLab lab = PairLab.open()) {
      for (String link : LINKS) {
        lab.a().run("sh", "-c", "ip link add x0 " + link + " && ip link set x0 up");
        assertThat(lab.a().run("ip", "-br", "link", "show", "x0")).contains("UP");
        lab.a().run("ip", "link", "del", "x0");
      }
      lab.a().run("ip", "fou", "add", "port", "6080", "gue");
      assertThat(lab.a().run("ip", "fou", "show")).contains("gue");
    }
  }

  @Test
  void filesWrittenInsideStayInside() throws Exception {
    Path file = Path.of("/etc/holdfast-was-here");
    Files.writeString(file, "inside");

    assertThat(file).hasContent("inside");
  }

  @Test
  void tsharkCapturesOnASwitch() {
    Needs.tools(Tools.TSHARK);
    try (PairLab lab = PairLab.open();
        Capture capture = lab.lan().capture("ping.pcap")) {
      // The capture may lack packets that were sent just before its end.
      assertThat(lab.client().succeeds("ping", "-c3", "-W5", PairLab.ADDRESS_OF_A)).isTrue();

      assertThat(capture.stop().count("icmp")).isPositive();
    }
  }

  @Test
  void keepalivedProgramsIpvs() throws Exception {
    Needs.tools(Tools.KEEPALIVED, Tools.IPVSADM);
    try (PairLab lab = PairLab.open()) {
      Path file = Files.writeString(lab.a().lab().directory().resolve("pool.conf"), POOL);
      try (Daemon keepalived =
          lab.a().start("keepalived", "-n", "-l", "-C", "-f", file.toString())) {
        await()
            .atMost(Lab.PATIENCE)
            .untilAsserted(() ->
                assertThat(lab.a().run("ipvsadm", "-Sn"))
                    .as(keepalived.log())
                    .contains("-a -t 10.9.0.100:80 -r 10.9.0.1:80 -m -w 7"));
      }
    }
  }

  @Test
  void holdfastBecomesMaster() {
    Needs.tools(Tools.HOLDFAST);
    try (PairLab lab = PairLab.open();
        Director director =
            new HoldfastDirector(lab.a(), RouterSpec.v3(PairLab.VIP).withPriority(150))) {
      director.start();

      await().atMost(Lab.PATIENCE).until(director::holdsAddresses);
      assertThat(lab.client().succeeds("ping", "-c1", "-W5", director.spec().vip().toString()))
          .isTrue();
    }
  }
}
