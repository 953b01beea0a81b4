package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Addresses, routes and rules: held by the master, whatever others do to them. */
@Execution(ExecutionMode.CONCURRENT)
final class HoldingsIT {
  private static final String ROUTES_AND_RULES =
      """
      routes:
        - { destination: 192.0.2.0/24, gateway: 10.9.0.3, table: 100 }
        - { destination: 198.51.100.0/24, type: blackhole }
      rules:
        - { priority: 1000, from: 10.9.0.100/32, table: 100 }
      """;

  @Test
  void anAddressThatSomebodyRemovesIsPutBack() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      pair.awaitHolder(pair.lab().a());
      long transitions = pair.b().transitions("VI_1");

      pair.lab().a().run("ip", "addr", "del", "10.9.0.100/24", "dev", "eth0");

      pair.await(
          "it is put back", () -> pair.a().log().stream().anyMatch(l -> l.contains("put back")));
      pair.awaitHolder(pair.lab().a());
      assertThat(pair.b().transitions("VI_1")).isEqualTo(transitions);
    }
  }

  /** As in keepalived, whoever has the shorter skew is master then: here the other one. */
  @Test
  void anAddressThatSomebodyRemovesCostsTheMastershipWhereThatIsAsked() {
    try (var pair = AgentPair.open()) {
      pair.a().start(AgentPair.configuration(100, "on-address-loss: failover"));
      pair.awaitHolder(pair.lab().a());
      pair.b().start(AgentPair.configuration(200, "preempt: no"));
      pair.awaitMaster(pair.a(), "VI_1");

      pair.lab().a().run("ip", "addr", "del", "10.9.0.100/24", "dev", "eth0");

      pair.awaitMaster(pair.b(), "VI_1");
      pair.awaitHolder(pair.lab().b());
    }
  }

  @Test
  void routesAndRulesComeAndGoWithTheMastershipAndCarryOurProtocol() {
    try (var pair = AgentPair.open()) {
      pair.start(ROUTES_AND_RULES, ROUTES_AND_RULES);
      var a = pair.lab().a();
      var b = pair.lab().b();
      pair.await(
          "a has the routes and rules, b none",
          () ->
              a.run("ip", "route", "show", "table", "all", "proto", "72").lines().count() == 2
                  && a.run("ip", "-d", "rule", "show", "priority", "1000").contains("proto 72")
                  && b.run("ip", "route", "show", "table", "all", "proto", "72").isEmpty()
                  && b.run("ip", "rule", "show", "priority", "1000").isEmpty());

      pair.a().stop();

      assertThat(a.run("ip", "route", "show", "table", "all", "proto", "72")).isEmpty();
      assertThat(a.run("ip", "rule", "show", "priority", "1000")).isEmpty();
      pair.await(
          "b has them",
          () ->
              b.run("ip", "route", "show", "table", "all", "proto", "72").lines().count() == 2
                  && b.run("ip", "rule", "show", "priority", "1000").contains("lookup 100"));
      pair.b().kill();
      pair.b().start(AgentPair.configuration(100, ""));
      pair.await(
          "what b's earlier life left is gone",
          () -> b.run("ip", "route", "show", "table", "all", "proto", "72").isEmpty());
    }
  }
}
