package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.HeldThread;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.MemoryHog;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests agents whose JVM dies or hangs: with the launcher as their parent, and without a parent.
 */
@Execution(ExecutionMode.CONCURRENT)
final class SupervisionIT {
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");

  /** Peers wait for three adverts and a part of one, which is far longer than a start takes. */
  private static final String SLOW_ADVERTS = "5s";

  private static final String ELECTION = "election";

  @Test
  void aParentStartsADeadMasterAgainBeforeItsPeersTakeOverHoweverItDied() {
    try (var pair = AgentPair.open()) {
      var slow = AgentPair.configuration(150, "").replace("100ms", SLOW_ADVERTS);
      pair.a().startSupervised(slow, "env", "HOLDFAST_HEAP=64m");
      pair.b().start(AgentPair.configuration(100, "").replace("100ms", SLOW_ADVERTS));
      pair.awaitMaster(pair.a(), "VI_1");
      long transitions = pair.b().transitions("VI_1");

      dies(pair, pid -> pair.a().signal("KILL", pid), "was killed by SIGKILL");
      dies(pair, pid -> MemoryHog.exhaust(pair.lab().a(), pid), "has run out of memory for Java");
      dies(pair, pid -> pair.a().signal("SEGV", pid), "has crashed or failed");

      pair.holdsFor(Duration.ofSeconds(6), "a is master", () -> isMaster(pair.a()));
      assertThat(pair.b().transitions("VI_1")).isEqualTo(transitions);
      pair.a().stop();
      pair.awaitHolder(pair.lab().b());
    }
  }

  private static void dies(AgentPair pair, LongConsumer death, String reason) {
    long pid = pair.a().supervisedPid();
    death.accept(pid);
    pair.await("it runs again", () -> pair.a().supervisedPid() != pid && isMaster(pair.a()));
    assertThat(pair.a().log())
        .filteredOn(line -> line.contains("(process " + pid + ")"))
        .singleElement()
        .asString()
        .contains(reason)
        .endsWith("starting it again");
  }

  private static boolean isMaster(LabAgent agent) {
    return agent.state("VI_1").equals("MASTER");
  }

  @Test
  void aParentReleasesTheAddressesOfAnAgentThatDiesAgainAndAgain() {
    try (var pair = AgentPair.open()) {
      pair.a().startSupervised(AgentPair.configuration(150, ""));
      for (int deaths = 1; deaths <= 5; deaths++) {
        pair.await("a is master", () -> isMaster(pair.a()));
        pair.a().signal("KILL", pair.a().supervisedPid());
        pair.await("it is gone", () -> !isMaster(pair.a()));
      }

      pair.await("the parent gives up", () -> !pair.a().isRunning());
      assertThat(pair.a().log())
          .anyMatch(line -> line.contains("died 5 times in a minute and is not started again"))
          .contains("Removed addresses, routes and rules: 1; IPVS services: 0");
      assertThat(pair.lab().a().holds(VIP)).isFalse();
    }
  }

  @Test
  void aParentReleasesTheAddressesOfAnAgentWhoseConfigurationIsBrokenOrGone() {
    for (var damage :
        List.<Damage>of(agent -> agent.configure(""), LabAgent::removeConfiguration)) {
      try (var pair = AgentPair.open()) {
        pair.a().startSupervised(AgentPair.configuration(150, ""));
        pair.await("a is master", () -> isMaster(pair.a()));
        damage.to(pair.a());
        pair.a().signal("KILL", pair.a().supervisedPid());

        pair.await("the parent ends", () -> !pair.a().isRunning());
        assertThat(pair.lab().a().holds(VIP)).isFalse();
      }
    }
  }

  @FunctionalInterface
  private interface Damage {
    void to(LabAgent agent);
  }

  @Test
  void anAgentInATerminalWithoutAParentLeavesNothingAfterKill9() throws IOException {
    try (var pair = AgentPair.open()) {
      var a = pair.a();
      var file = pair.lab().a().lab().directory().resolve("terminal.yaml");
      Files.writeString(file, AgentPair.configuration(150, ""));
      try (var _ = a.inTerminal("xterm", 80, 24, "run", "-c", file.toString())) {
        await("a is master", () -> isMaster(a));
        assertThat(pair.lab().a().holds(VIP)).isTrue();

        a.signal("KILL", a.report().orElseThrow().pid());

        await("its address is gone", () -> !pair.lab().a().holds(VIP));
      }
      try (var terminal = a.inTerminal("xterm", 80, 24, "run", "-c", file.toString())) {
        await("a is master again", () -> isMaster(a));
        a.signal("TERM", a.report().orElseThrow().pid());
        var end = terminal.await("the end", screen -> screen.status() != -1);
        assertThat(end.status()).isZero();
        assertThat(end.text()).doesNotContain("out of order");
      }
    }
  }

  /** Waits; unlike {@link AgentPair#await}, without the log of an agent, which the terminal has. */
  private static void await(String fact, BooleanSupplier condition) {
    Awaitility.await(fact).atMost(Lab.PATIENCE).until(condition::getAsBoolean);
  }

  @Test
  void anAgentThatWasAskedToStopIsNotStartedAgain() {
    try (var pair = AgentPair.open()) {
      pair.a().startSupervised(AgentPair.configuration(150, ""));
      pair.await("a is master", () -> isMaster(pair.a()));

      pair.a().signal("TERM", pair.a().supervisedPid());

      pair.await("the parent ends", () -> !pair.a().isRunning());
      assertThat(pair.a().log()).noneMatch(line -> line.contains("starting it again"));
      assertThat(pair.lab().a().holds(VIP)).isFalse();
    }
  }

  @Test
  void aParentStartsAnAgentAgainWhoseElectionLoopHangs() {
    try (var pair = AgentPair.open()) {
      pair.a().startSupervised(AgentPair.configuration(150, ""));
      pair.b().start(AgentPair.configuration(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");
      long pid = pair.a().supervisedPid();

      try (var _ = HeldThread.of(pid, ELECTION)) {
        pair.await("b is master", () -> isMaster(pair.b()));
        pair.await("another agent runs", () -> another(pair.a().supervisedPid(), pid));
      }

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
      assertThat(pair.a().log())
          .anyMatch(line -> line.contains("The election loop has not turned for 10.0 s"))
          .anyMatch(line -> line.contains("has ended itself because its election loop hung"));
    }
  }

  @Test
  void aParentKillsAnAgentThatHangsAsAWholeAndStartsItAgain() {
    try (var pair = AgentPair.open()) {
      pair.a().startSupervised(AgentPair.configuration(150, ""));
      pair.await("a is master", () -> isMaster(pair.a()));
      long pid = pair.a().supervisedPid();

      pair.a().signal("STOP", pid);

      pair.await("another agent runs", () -> another(pair.a().supervisedPid(), pid));
      pair.await("it is master", () -> isMaster(pair.a()));
      assertThat(pair.a().log())
          .anyMatch(line -> line.endsWith("(process " + pid + ") has not run for 15 s: killing it"))
          .anyMatch(line -> line.contains("was killed by SIGKILL"));
    }
  }

  private static boolean another(long pid, long than) {
    return pid != 0 && pid != than;
  }

  @Test
  void anAgentWithoutAParentWhoseElectionLoopHangsLetsGoOfItsAddresses() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");

      try (var _ = HeldThread.of(pair.a().pid(), ELECTION)) {
        pair.await("it is gone", () -> !pair.a().isRunning());
      }

      assertThat(pair.a().log())
          .anyMatch(line -> line.contains("The election loop has not turned for 10.0 s"))
          .anyMatch(line -> line.contains("addresses, routes and rules removed: 1"));
      assertThat(pair.lab().a().holds(VIP)).isFalse();
      pair.awaitHolder(pair.lab().b());
    }
  }

  @Test
  void anAgentThatWasStoppedAsAWholeDoesNotHang() {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      long pid = pair.a().pid();

      pair.a().freeze();
      AgentPair.pass(Duration.ofSeconds(12)); // longer than the patience with a loop that hangs
      pair.a().thaw();

      pair.awaitMaster(pair.a(), "VI_1");
      pair.holdsFor(Duration.ofSeconds(6), "a is master", () -> isMaster(pair.a()));
      assertThat(pair.a().pid()).isEqualTo(pid);
    }
  }
}
