package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Node;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.io.InstanceStatus.ObjectStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests that the master holds its addresses, routes and rules, whatever other programs do to them.
 */
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
  void aRemovedAddressIsPutBack() {
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

  /** As in keepalived, the router with the shorter skew time becomes master: here the other one. */
  @Test
  void aRemovedAddressCostsTheMastershipIfConfigured() {
    try (var pair = AgentPair.open()) {
      pair.a().start(slow(100, "on-address-loss: failover"));
      pair.awaitHolder(pair.lab().a());
      pair.b().start(slow(200, "preempt: no"));
      pair.awaitMaster(pair.a(), "VI_1");

      pair.lab().a().run("ip", "addr", "del", "10.9.0.100/24", "dev", "eth0");

      pair.awaitMaster(pair.b(), "VI_1");
      pair.awaitHolder(pair.lab().b());
    }
  }

  /** With adverts each second, a busy b has 390 ms to take over before a does so again. */
  private static String slow(int priority, String more) {
    return AgentPair.configuration(priority, more).replace("100ms", "1s");
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

  @Test
  void aRemovedRouteOrRuleIsPutBackAtOnceAndCounted() {
    try (var pair = AgentPair.open()) {
      pair.start(ROUTES_AND_RULES, ROUTES_AND_RULES);
      var a = pair.lab().a();
      pair.await("a has the rule", () -> hasRule(a));
      assertThat(instance(pair.a()).objects())
          .extracting(ObjectStatus::object, ObjectStatus::wanted, ObjectStatus::found)
          .containsExactly(
              tuple("192.0.2.0/24 via 10.9.0.3 table 100", true, true),
              tuple("blackhole 198.51.100.0/24", true, true),
              tuple("from 10.9.0.100/32 lookup 100 priority 1000", true, true));
      assertThat(instance(pair.b()).objects())
          .allMatch(object -> !object.wanted() && !object.found());

      a.run("ip", "route", "del", "192.0.2.0/24", "table", "100");
      long routeMillis = millisUntil(pair, "the route is back", () -> hasRoute(a));
      a.run("ip", "rule", "del", "priority", "1000");
      long ruleMillis = millisUntil(pair, "the rule is back", () -> hasRule(a));

      System.out.printf(
          "put back: the route in %d ms, the rule in %d ms%n", routeMillis, ruleMillis);
      // The comparison of every ten seconds finds them too, but says that they were missing.
      assertThat(List.of(routeMillis, ruleMillis)).allMatch(millis -> millis < 3_000);
      assertThat(pair.a().log())
          .anyMatch(line ->
              line.contains(
                  "(VI_1) route 192.0.2.0/24 via 10.9.0.3 table 100 was removed by another program:"
                      + " put back"))
          .anyMatch(line ->
              line.contains(
                  "(VI_1) rule from 10.9.0.100/32 lookup 100 priority 1000 was removed by another"
                      + " program: put back"));
      pair.await(
          "both are counted",
          () ->
              instance(pair.a())
                  .history()
                  .objectsRestored()
                  .equals(Map.of("route", 1L, "rule", 1L)));
      assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
    }
  }

  @Test
  void aRouteThatTheKernelRefusesIsLoggedOnceAndShown() {
    try (var pair = AgentPair.open()) {
      pair.a()
          .start(
              AgentPair.configuration(
                  150, "routes: [{ destination: 192.0.2.0/24, gateway: 172.31.7.7 }]"));
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      pair.await(
          "the refusal is shown",
          () ->
              instance(pair.a()).objects().stream()
                  .anyMatch(one -> one.wanted() && !one.found() && one.refused() != null));

      pair.lab().a().run("ip", "addr", "add", "172.31.7.1/24", "dev", "eth0");

      pair.await("the route is present", () -> instance(pair.a()).objects().getFirst().found());
      assertThat(pair.a().log()).filteredOn(line -> line.contains("unreachable")).hasSize(1);
    }
  }

  private static InstanceStatus instance(LabAgent agent) {
    return agent.report().orElseThrow().instances().getFirst();
  }

  private static boolean hasRoute(Node node) {
    return node.run("ip", "route", "show", "table", "100").contains("192.0.2.0/24");
  }

  private static boolean hasRule(Node node) {
    return node.run("ip", "rule", "show", "priority", "1000").contains("lookup 100");
  }

  private static long millisUntil(AgentPair pair, String fact, BooleanSupplier condition) {
    long began = System.nanoTime();
    pair.await(fact, condition);
    return (System.nanoTime() - began) / 1_000_000;
  }
}
