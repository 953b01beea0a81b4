package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.it.lab.Node;
import org.junit.jupiter.api.Test;

/** Tests unicast instances without an interface: by the host's routes, and in a VRF. */
public final class UnboundScenarios {

  private static final String INSTANCE =
      """
      vrrp:
        instances:
          VI_1:
            virtual-router-id: 51
            version: 3
            priority: %d
            advertisement-interval: 100ms
            source-address: 10.9.0.%d
            unicast: {peers: [10.9.0.%d]}
            addresses: [{address: 10.9.0.100/24, interface: eth0}]
            %s
      """;

  private static void start(AgentPair pair, String more) {
    pair.a().start(INSTANCE.formatted(150, 1, 2, more));
    pair.b().start(INSTANCE.formatted(100, 2, 1, more));
    pair.awaitMaster(pair.a(), "VI_1");
    pair.awaitHolder(pair.lab().a());
  }

  @Test
  void theAdvertsFollowTheHostsRoutes() {
    try (var pair = AgentPair.open()) {
      start(pair, "");

      pair.a().stop();

      pair.awaitHolder(pair.lab().b());
    }
  }

  @Test
  void inAVrfTheAdvertsFollowItsRoutes() {
    try (var pair = AgentPair.open()) {
      for (var node : List.of(pair.lab().a(), pair.lab().b())) {
        enslave(node);
      }
      start(pair, "vrf: blue");
      assertThat(pair.lab().a().run("ip", "route", "show", "table", "10"))
          .contains("10.9.0.0/24 dev eth0");

      pair.lab().a().run("ip", "link", "set", "blue", "down");
      pair.await(
          "a is at fault without its VRF, b is master",
          () ->
              pair.a().faults("VI_1").contains("interface blue down")
                  && pair.b().state("VI_1").equals("MASTER"));
      pair.lab().a().run("ip", "link", "set", "blue", "up");
      pair.awaitMaster(pair.a(), "VI_1");

      pair.a().stop();
      pair.awaitHolder(pair.lab().b());
    }
  }

  private static void enslave(Node node) {
    node.run("ip", "link", "add", "blue", "type", "vrf", "table", "10");
    node.run("ip", "link", "set", "blue", "up");
    node.run("ip", "link", "set", "eth0", "master", "blue");
  }
}
