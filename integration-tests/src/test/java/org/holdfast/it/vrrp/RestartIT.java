package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests agents that end abnormally, agents that start late, and the state left between two runs.
 */
@Execution(ExecutionMode.CONCURRENT)
final class RestartIT {
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");
  private static final IpAddress SECOND_VIP = IpAddress.of("10.9.0.101");
  private static final IpAddress FOREIGN = IpAddress.of("10.9.0.55");

  @Test
  void theRemainsOfAKilledMasterAreRemovedIfAnotherServes() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      pair.lab().a().run("ip", "addr", "add", FOREIGN + "/24", "dev", "eth0");

      pair.a().kill();
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      assertThat(pair.lab().a().holds(VIP)).isTrue();
      pair.a().start(AgentPair.configuration(150, "preempt: no"));

      pair.awaitMaster(pair.b(), "VI_1");
      pair.awaitHolder(pair.lab().b());
      assertThat(pair.lab().a().holds(FOREIGN)).isTrue();
    }
  }

  @Test
  void anAddressThatTheNextRunDoesNotConfigureIsRemoved() {
    try (var pair = AgentPair.open()) {
      var both = AgentPair.configuration(150, "excluded-addresses: [10.9.0.101/24]");
      pair.a().start(both);
      pair.await("a holds both", () -> pair.lab().a().holds(SECOND_VIP));
      pair.lab().a().run("ip", "addr", "add", FOREIGN + "/24", "dev", "eth0");

      pair.a().kill();
      pair.a().start(AgentPair.configuration(150, ""));

      pair.await("the orphan is gone", () -> !pair.lab().a().holds(SECOND_VIP));
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      assertThat(pair.lab().a().addresses()).contains(VIP, FOREIGN);
    }
  }

  @Test
  void aCrashingJvmReleasesItsAddressesBeforeItEnds() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      pair.awaitHolder(pair.lab().a());

      pair.a().breakJvm();

      pair.await("it is gone", () -> !pair.a().isRunning());
      assertThat(pair.lab().a().holds(VIP)).isFalse();
      pair.awaitHolder(pair.lab().b());
    }
  }

  @Test
  void aMasterThatWasFrozenTooLongIsTheOnlyMasterAgainAfterwards() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      pair.a().freeze();
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.a().thaw();

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  /**
   * Adverts that arrived while the agent was frozen are processed before any deadline is acted on.
   */
  @Test
  void aBackupThatWasFrozenDoesNotTakeOver() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      pair.await("b stands by", () -> pair.b().state("VI_1").equals("BACKUP"));
      long transitions = pair.b().transitions("VI_1");

      pair.b().freeze();
      AgentPair.pass(Duration.ofSeconds(2));
      pair.b().thaw();

      pair.holdsFor(
          Duration.ofSeconds(1), "b stands by", () -> pair.b().state("VI_1").equals("BACKUP"));
      assertThat(pair.b().transitions("VI_1")).isEqualTo(transitions);
    }
  }
}
