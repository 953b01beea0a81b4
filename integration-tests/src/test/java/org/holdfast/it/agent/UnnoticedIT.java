package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.vrrp.AgentPair;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests reloads and orders that clients must not notice. */
@Isolated("measures times")
final class UnnoticedIT {
  private static final IpAddress VIP = IpPrefix.of(PairLab.VIP).address();
  private static final IpAddress SECOND = IpAddress.of("10.9.0.101");
  private static final int RELOADS = 100;
  private static final Duration PACE = Duration.ofMillis(100);

  /** The time that a client may need to update its ARP entry. */
  private static final double ARP_SWITCH_MILLIS = 10;

  /**
   * Returns a configuration with a changed script, and with an address and an instance that are
   * added or removed.
   */
  private static String full(int priority) {
    return """
    vrrp:
      scripts:
        alive: { command: [/bin/true], interval: 2s, weight: 5 }
      instances:
        VI_1:
          interface: eth0
          virtual-router-id: 51
          version: 3
          priority: %d
          advertisement-interval: 100ms
          addresses: [%s, 10.9.0.101/24]
          track: { scripts: [alive] }
        VI_2:
          interface: eth0
          virtual-router-id: 52
          version: 3
          priority: %d
          advertisement-interval: 100ms
          addresses: [10.9.0.102/24]
    """
        .formatted(priority, PairLab.VIP, priority);
  }

  @Test
  void aStormOfReloadsLosesNoProbeAndCausesNoTransition() {
    try (AgentPair pair = ReloadIT.started();
        LabProber prober = LabProber.start(pair.lab().client(), VIP)) {
      prober.awaitAnswered(Lab.PATIENCE);
      pair.await(
          "the scripts have spoken",
          () -> pair.a().log().stream().anyMatch(line -> line.contains("(alive) succeeded")));
      long ofA = pair.a().transitions("VI_1");
      long ofB = pair.b().transitions("VI_1");
      Instant storm = Instant.now();

      for (int i = 0; i < RELOADS; i++) {
        boolean more = i % 2 == 0;
        pair.a().configure(more ? full(150) : ReloadIT.lean(150));
        pair.b().configure(more ? full(120) : ReloadIT.lean(100));
        if (i % 10 < 5) {
          pair.a().hangUp();
          pair.b().hangUp();
        } else {
          assertThat(pair.a().reload().errors()).isEmpty();
          assertThat(pair.b().reload().errors()).isEmpty();
        }
        AgentPair.pass(PACE);
      }

      assertThat(prober.gapsSince(storm)).as("gaps" + pair.logs()).isEmpty();
      assertThat(pair.a().transitions("VI_1")).isEqualTo(ofA);
      assertThat(pair.b().transitions("VI_1")).isEqualTo(ofB);
      pair.await("the added address is removed", () -> !pair.lab().a().holds(SECOND));
      pair.a().configure(full(150));
      assertThat(pair.a().reload().changes())
          .contains("+ vrrp.instances.VI_1.addresses 10.9.0.101/24", "+ vrrp.instances.VI_2");
      pair.await("the new address is there", () -> pair.lab().a().holds(SECOND));
      pair.await("the new instance serves", () -> pair.a().state("VI_2").equals("MASTER"));
    }
  }

  @Test
  void anInstanceIsTheSameUnderAnotherName() {
    try (AgentPair pair = ReloadIT.started();
        LabProber prober = LabProber.start(pair.lab().client(), VIP)) {
      prober.awaitAnswered(Lab.PATIENCE);
      long ofB = pair.b().transitions("VI_1");
      Instant start = Instant.now();
      pair.a().configure(ReloadIT.lean(150).replace("VI_1", "web"));

      assertThat(pair.a().diff().changes())
          .containsExactly("vrrp.instances.web (renamed from VI_1)");
      assertThat(pair.a().reload().applied()).isTrue();

      assertThat(pair.a().state("web")).isEqualTo("MASTER");
      assertThat(pair.a().state("VI_1")).isEmpty();
      assertThat(pair.a().transitions("web")).isZero();
      assertThat(pair.b().transitions("VI_1")).isEqualTo(ofB);
      assertThat(prober.gapsSince(start)).isEmpty();
      pair.a().stop();
      assertThat(pair.lab().a().holds(VIP)).isFalse();
    }
  }

  @Test
  void aStepDownLosesNoProbePersistsAndCanBeTakenBack() {
    try (AgentPair pair = AgentPair.open();
        LabProber prober = LabProber.start(pair.lab().client(), VIP)) {
      pair.start("", "");
      prober.awaitAnswered(Lab.PATIENCE);
      Instant order = Instant.now();

      assertThat(pair.a().order("step-down", "VI_1", "--reason", "kernel update"))
          .startsWith("VI_1 is stepped down by root: kernel update");
      pair.awaitMaster(pair.b(), "VI_1");
      pair.awaitHolder(pair.lab().b());
      assertThat(OrdersIT.arithmetic(pair.a()))
          .isEqualTo("1 (stepped down by root: kernel update), without the order 150");
      assertThat(pair.a().table()).contains("stepped down by root: kernel update");

      pair.a().stop();
      pair.a().start(configuration(150, ""));
      pair.awaitMaster(pair.b(), "VI_1");
      pair.a().kill();
      pair.a().start(configuration(150, ""));
      pair.awaitMaster(pair.b(), "VI_1");
      pair.holdsFor(
          Duration.ofSeconds(1), "b serves on", () -> pair.b().state("VI_1").equals("MASTER"));

      pair.a().order("resume", "VI_1");
      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
      assertThat(prober.outageMillisSince(order)).isLessThanOrEqualTo(2 * ARP_SWITCH_MILLIS);
    }
  }
}
