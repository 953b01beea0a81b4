package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Node;
import org.junit.jupiter.api.Test;

/**
 * Tests that the routes of a VRF and the rules for VRFs and users are in the kernel as keepalived
 * adds them, and that packets follow them.
 */
final class VrfScenarios {

  private static final String CONF =
      """
      static_routes {
        198.51.2.0/24 via 10.8.0.2 dev eth1 vrf blue
      }
      static_rules {
        uidrange 1500-1599 table 100 preference 117
      }
      vrrp_instance V {
        interface eth0
        virtual_router_id 51
        priority 100
        advert_int 1
        virtual_ipaddress {
          10.9.0.100/24 dev eth0
        }
        virtual_routes {
          198.51.1.0/24 via 10.8.0.2 dev eth1 vrf blue
          2001:db8:1::/64 via 2001:db8:8::2 dev eth1 vrf blue
          198.51.9.0/24 via 10.9.0.3 dev eth0 table 100
          198.51.9.0/24 via 10.9.0.4 dev eth0 table 101
        }
        virtual_rules {
          l3mdev preference 105
          to 198.51.9.0/24 uidrange 1600-1600 table 101 preference 118
        }
      }
      """;

  @Test
  void theRoutesAndRulesAreThoseOfKeepalivedAndPacketsFollowThem() {
    try (var both = BesideKeepalived.open()) {
      for (var node : List.of(both.theirNode(), both.ourNode())) {
        enslave(both, node);
      }
      var before = facts(both.ourNode());
      both.start(CONF);
      both.await("the last rule", director -> facts(director.node()).toString().contains("1600"));
      assertThat(facts(both.ourNode()))
          .as(both.directors().getLast().log())
          .isEqualTo(facts(both.theirNode()))
          .anyMatch(line -> line.startsWith("198.51.1.0/24"))
          .anyMatch(line -> line.startsWith("198.51.2.0/24"))
          .anyMatch(line -> line.startsWith("2001:db8:1::/64"));
      assertPacketsFollow(both.ourNode());

      both.ourNode().run("ip", "route", "del", "198.51.1.0/24", "vrf", "blue");
      both.ourNode().run("ip", "rule", "del", "pref", "117");
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .untilAsserted(
              () -> assertThat(facts(both.ourNode())).isEqualTo(facts(both.theirNode())));

      both.directors().getLast().daemon().kill();
      var next = both.startOurs(CONF);
      both.awaitOurs(next, "Entering MASTER STATE");
      assertThat(facts(both.ourNode())).as(next.log()).isEqualTo(facts(both.theirNode()));
      assertThat(next.daemon().stop()).isZero();
      assertThat(facts(both.ourNode())).isEqualTo(before);
    }
  }

  private static void enslave(BesideKeepalived both, Node node) {
    node.attach(both.lab().addSwitch("far-" + node.name()), "eth1", "10.8.0.1/24");
    node.run("ip", "link", "add", "blue", "type", "vrf", "table", "10");
    node.run("ip", "link", "set", "blue", "up");
    node.run("ip", "link", "set", "eth1", "master", "blue");
    // After the rest, because the link loses its IPv6 addresses when it joins the VRF.
    node.run("ip", "addr", "add", "2001:db8:8::1/64", "dev", "eth1");
  }

  private static void assertPacketsFollow(Node node) {
    assertThat(node.run("ip", "route", "get", "198.51.1.9", "vrf", "blue")).contains("10.8.0.2");
    assertThat(node.run("ip", "route", "get", "198.51.2.9", "vrf", "blue")).contains("10.8.0.2");
    assertThat(node.run("ip", "route", "get", "198.51.9.9", "uid", "1599")).contains("10.9.0.3");
    assertThat(node.run("ip", "route", "get", "198.51.9.9", "uid", "1600")).contains("10.9.0.4");
    assertThat(node.succeeds("ip", "route", "get", "198.51.9.9", "uid", "1601")).isFalse();
  }

  /** Returns the routes of the VRF and all rules without the marks of their programs. */
  private static List<String> facts(Node node) {
    return Stream.of(
            node.run("ip", "-4", "route", "show", "table", "10"),
            node.run("ip", "-6", "route", "show", "table", "10"),
            node.run("ip", "-4", "rule", "show"),
            node.run("ip", "-6", "rule", "show"))
        .flatMap(String::lines)
        .map(line -> line.replaceAll("proto (keepalived|72)", "").replaceAll("\\s+", " ").strip())
        .filter(line -> !line.contains("fe80::") && !line.contains("ff00::"))
        .sorted()
        .toList();
  }
}
