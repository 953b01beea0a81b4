package org.holdfast.ipvs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.A;
import static org.holdfast.ipvs.Samples.B;
import static org.holdfast.ipvs.Samples.C;
import static org.holdfast.ipvs.Samples.NAMES;
import static org.holdfast.ipvs.Samples.WEB;
import static org.holdfast.ipvs.Samples.WLC;
import static org.holdfast.ipvs.Samples.service;
import static org.holdfast.ipvs.Samples.terms;
import static org.holdfast.ipvs.Samples.web;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.Forwarding;
import org.holdfast.ipvs.VirtualService;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void addsAServiceWithItsServers() {
    assertThat(plan(List.of(web(A, B)), List.of()))
        .containsExactly(
            new Command.AddService(WEB, WLC),
            new Command.AddDestination(WEB, A),
            new Command.AddDestination(WEB, B));
  }

  @Test
  void doesNothingWhenAllIsAsWantedInAnyOrder() {
    assertThat(plan(List.of(web(A, B), service(NAMES)), List.of(service(NAMES), web(B, A))))
        .isEmpty();
  }

  @Test
  void addsNewServersBeforeItRemovesOldOnes() {
    assertThat(plan(List.of(web(C)), List.of(web(A, B))))
        .containsExactly(
            new Command.AddDestination(WEB, C),
            new Command.DeleteDestination(WEB, A.key()),
            new Command.DeleteDestination(WEB, B.key()));
  }

  @Test
  void raisesWeightsBeforeItLowersOthers() {
    var strong = A.withWeight(5);
    var none = B.withWeight(0);
    assertThat(plan(List.of(web(none, strong)), List.of(web(A.withWeight(0), B))))
        .containsExactly(
            new Command.EditDestination(WEB, strong), new Command.EditDestination(WEB, none));
  }

  @Test
  void changesTermsInPlace() {
    var other = new VirtualService(WEB, terms("sh"), List.of(A));
    assertThat(plan(List.of(other), List.of(web(A))))
        .containsExactly(new Command.EditService(WEB, terms("sh")));
  }

  @Test
  void usesTheLastOfTwoServersWithTheSameKey() {
    assertThat(plan(List.of(web(A, A.withWeight(7))), List.of(web(A.withWeight(7))))).isEmpty();
  }

  @Test
  void describesTheDifferences() {
    var found = new VirtualService(WEB, terms("sh"), List.of(A.withWeight(5), C));
    assertThat(Differences.between(web(A, B), found))
        .containsExactly(
            "scheduler sh (expected: wlc)",
            "server 10.1.0.1:80 has weight 5 (expected: 1)",
            "server 10.1.0.2:80 is missing",
            "server 10.1.0.3:80 is not ours");
    assertThat(Differences.between(web(A, B), web(B, A))).isEmpty();
    var tunnel = new Forwarding.Gue(6080, Forwarding.TunnelChecksum.REMOTE);
    var tunnelled = new Destination(A.address(), 80, tunnel, 1, 0, 9);
    assertThat(Differences.between(web(A), web(tunnelled)))
        .containsExactly(
            "server 10.1.0.1:80 has forwarding gue port 6080 with remote checksum (expected: nat)",
            "server 10.1.0.1:80 has lower threshold 9 (expected: 0)");
  }

  /** Returns the commands for all services of a table, in its order. */
  static List<Command.OfService> plan(List<VirtualService> desired, List<VirtualService> actual) {
    var commands = new ArrayList<Command.OfService>();
    for (var wanted : desired) {
      actual.stream()
          .filter(service -> service.key().equals(wanted.key()))
          .findFirst()
          .ifPresentOrElse(
              present -> Plan.change(wanted, present, commands),
              () -> Plan.create(wanted, commands));
    }
    return commands;
  }
}
