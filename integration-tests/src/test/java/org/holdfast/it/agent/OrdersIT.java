package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;

import java.time.Duration;
import org.holdfast.it.lab.KeepalivedDirector;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the orders that an operator gives to a pair, as operator and clients see their effect. */
final class OrdersIT {

  private static final String VIP = "VI_1";

  private AgentPair pair;

  @BeforeEach
  void open() {
    pair = AgentPair.open();
  }

  @AfterEach
  void close() {
    pair.close();
  }

  /** Returns how the first instance comes by its priority, in words. */
  static String arithmetic(LabAgent agent) {
    return agent
        .report()
        .map(report -> report.instances().getFirst().priority().arithmetic())
        .orElse("");
  }

  @Test
  void anOrderEndsWhenItsTimeHasPassed() {
    pair.start("", "");
    pair.a().order("step-down", VIP, "--for", "2s");
    // From the log, because b is master for no longer than a busy machine may take to look.
    pair.await("b took over", () -> pair.b().log().stream().anyMatch(OrdersIT::tellsOfResignation));
    pair.awaitMaster(pair.a(), VIP);
    assertThat(arithmetic(pair.a())).isEqualTo("150");
  }

  private static boolean tellsOfResignation(String line) {
    return line.contains(
        "(VI_1) Entering MASTER STATE: master " + PairLab.ADDRESS_OF_A + " resigned");
  }

  @Test
  void aRouterWithoutPreemptionTakesOverAfterAStepDown() {
    pair.start("", "preempt: false");
    pair.a().order("step-down", VIP);
    pair.awaitMaster(pair.b(), VIP);
  }

  @Test
  void keepalivedTakesOverAndGivesBack() {
    Needs.tools(Tools.KEEPALIVED);
    pair.a().start(configuration(150, ""));
    try (var peer = new KeepalivedDirector(pair.lab().b(), RouterSpec.v3(PairLab.VIP))) {
      peer.start();
      pair.awaitHolder(pair.lab().a());
      pair.a().order("step-down", VIP);
      pair.awaitHolder(pair.lab().b());
      pair.holdsFor(Duration.ofSeconds(1), "keepalived serves on", peer::holdsAddresses);
      pair.a().order("resume", VIP);
      pair.awaitHolder(pair.lab().a());
    }
  }

  @Test
  void aSteppedDownRouterServesWhileItsPeerIsGone() {
    pair.start("", "");
    pair.a().order("step-down", VIP);
    pair.awaitMaster(pair.b(), VIP);
    pair.b().kill();
    pair.await("a serves as the last resort", () -> pair.a().state(VIP).equals("MASTER"));
    pair.b().start(configuration(100, ""));
    pair.awaitMaster(pair.b(), VIP);
  }

  @Test
  void aStepDownWithoutASuccessorIsTakenBackUnlessForced() {
    pair.a().start(configuration(150, ""));
    pair.await("a is master", () -> pair.a().state(VIP).equals("MASTER"));

    assertThat(pair.a().refusal("step-down", VIP))
        .isEqualTo(
            "holdfast: no other router took over from VI_1, so it serves on and the step-down is"
                + " taken back; --force orders it anyway");
    pair.await("the order is taken back", () -> arithmetic(pair.a()).equals("150"));

    assertThat(pair.a().order("step-down", VIP, "--force")).startsWith("VI_1 is stepped down");
    pair.await("a serves on", () -> pair.a().state(VIP).equals("MASTER"));
    pair.b().start(configuration(100, ""));
    pair.awaitMaster(pair.b(), VIP);
  }

  @Test
  void anOrderFollowsARenameAndIsTakenBack() {
    pair.start("", "");
    pair.a().order("step-down", VIP);
    pair.awaitMaster(pair.b(), VIP);
    pair.a().configure(configuration(150, "").replace("VI_1", "VI_9"));
    assertThat(pair.a().reload().applied()).isTrue();
    pair.await("the order follows", () -> arithmetic(pair.a()).startsWith("1 (stepped down"));
    pair.a().order("resume", "VI_9");
    pair.await("a is master again", () -> pair.a().state("VI_9").equals("MASTER"));
  }

  @Test
  void anOwnerStepsDownToo() {
    pair.a().start(configuration(255, ""));
    pair.b().start(configuration(100, ""));
    pair.awaitMaster(pair.a(), VIP);
    pair.a().order("step-down", VIP);
    pair.awaitMaster(pair.b(), VIP);
    pair.a().order("resume", VIP);
    pair.awaitMaster(pair.a(), VIP);
  }

  @Test
  void anImpossibleOrderIsRefusedWithTheReason() {
    pair.start("", "");
    assertThat(pair.a().refusal("step-down", "VI_2"))
        .isEqualTo(
            "holdfast: no instance is called \"VI_2\"; did you mean \"VI_1\"? (there is VI_1)");
    assertThat(pair.a().refusal("resume", VIP))
        .isEqualTo("holdfast: VI_1 is not stepped down: there is nothing to resume");
    assertThat(pair.a().refusal("step-down", VIP, "--for", "soon"))
        .startsWith("holdfast: for: \"soon\" (expected: a time from 1s");
  }
}
