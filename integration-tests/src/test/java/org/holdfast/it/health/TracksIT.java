package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;

/** Tests the processes, files, requests, links and scripts that move the mastership. */
final class TracksIT {

  private static Path inLab(AgentPair pair, String name) {
    return pair.lab().a().lab().directory().resolve(name);
  }

  /** Replaces a file atomically: a file that is rewritten in place is empty for a moment. */
  private static Path write(Path file, String text) throws IOException {
    var whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void startAgainstAPlainB(AgentPair pair, String instanceOfA, String vrrpOfA) {
    pair.a().start(AgentPair.configuration(150, instanceOfA) + vrrpOfA.indent(2));
    pair.b().start(AgentPair.configuration(100, ""));
    pair.awaitMaster(pair.a(), "VI_1");
  }

  @Test
  void theDeathOfATrackedProcessMovesTheMastershipAtOnce() throws IOException {
    try (var pair = AgentPair.open()) {
      var name = "web" + Long.toString(ProcessHandle.current().pid(), 36);
      var program = Files.copy(Path.of("/usr/bin/sleep"), inLab(pair, name));
      var web = pair.lab().a().start(program.toString(), "600");
      startAgainstAPlainB(
          pair,
          "track: { processes: [web] }",
          "track-processes: { web: { command: %s } }".formatted(name));
      assertThat(pair.a().tracks("VI_1")).containsExactly("process web ok");
      pair.awaitHolder(pair.lab().a());
      Pcap wire;
      Instant killed;
      try (var capture = pair.lab().lan().capture("death.pcap")) {
        killed = Instant.now();
        web.kill();
        pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
        pair.awaitHolder(pair.lab().b());
        AgentPair.pass(Duration.ofMillis(300));
        wire = capture.stop();
      }
      assertThat(pair.a().faults("VI_1")).containsExactly("tracked process web failed");
      System.out.printf(
          "killed process: priority 0 after %.1f ms, the new master's advert after %.1f ms%n",
          millisFrom(killed, wire, "vrrp.prio == 0"),
          millisFrom(killed, wire, "ip.src == " + PairLab.ADDRESS_OF_B));

      pair.lab().a().start(program.toString(), "600");
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  private static double millisFrom(Instant start, Pcap wire, String filter) {
    double from = start.getEpochSecond() + start.getNano() / 1e9;
    return (wire.seconds("vrrp && " + filter).getFirst() - from) * 1000;
  }

  @Test
  void theNumberInAFileMovesThePriorityAndBack() throws IOException {
    try (var pair = AgentPair.open()) {
      var load = inLab(pair, "load");
      startAgainstAPlainB(
          pair,
          "track: { files: [load] }",
          "track-files: { load: { path: %s, weight: -10, init-value: 3 } }".formatted(load));
      pair.await(
          "the file was made and read",
          () -> pair.a().tracks("VI_1").contains("file load 3") && Files.exists(load));

      write(load, "6\n");
      pair.awaitMaster(pair.b(), "VI_1");
      write(load, "0\n");
      pair.awaitMaster(pair.a(), "VI_1");

      write(load, "0x6\n");
      pair.awaitMaster(pair.b(), "VI_1");
      Files.delete(load);
      pair.awaitMaster(pair.a(), "VI_1");

      write(load, "26");
      pair.await(
          "so large a number is a fault",
          () -> pair.a().faults("VI_1").contains("tracked file load failed"));
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
    }
  }

  @Test
  void aRequestThatFailsMovesTheMastership() throws IOException {
    try (var pair = AgentPair.open()) {
      var says = write(inLab(pair, "says"), "hear\nsay HTTP/1.0 204 No Content\nsay ");
      var _ = ScriptedServer.start(pair.lab().client(), "tcp:8001:" + says);
      startAgainstAPlainB(
          pair,
          "track: { http: { address: 10.9.0.3, port: 8001, path: /up, interval: 200ms,"
              + " retries: 0, warmup: 0 } }",
          "");
      pair.awaitHolder(pair.lab().a());

      write(says, "hear\nsay HTTP/1.0 503 Service Unavailable\nsay ");
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.awaitHolder(pair.lab().b());
      assertThat(pair.a().faults("VI_1"))
          .containsExactly("tracked check http 10.9.0.3:8001/up failed");

      write(says, "hear\nsay HTTP/1.0 204 No Content\nsay ");
      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitHolder(pair.lab().a());
    }
  }

  @Test
  void aLinkWithAWeightMovesThePriority() {
    try (var pair = AgentPair.open()) {
      var other = pair.lab().a().lab().addSwitch("lan1");
      pair.lab().a().attach(other, "eth1", "10.10.0.1/24");
      startAgainstAPlainB(pair, "track: { interfaces: [{ interface: eth1, weight: -60 }] }", "");

      pair.lab().a().unplug("eth1");
      pair.awaitMaster(pair.b(), "VI_1");
      assertThat(pair.a().tracks("VI_1")).containsExactly("interface eth1 failed");
      pair.lab().a().plug("eth1");
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  @Test
  void aScriptMayBeReversedAndMayHaveToSucceedFirst() throws IOException {
    try (var pair = AgentPair.open()) {
      var maintenance = inLab(pair, "maintenance");
      var ready = inLab(pair, "ready");
      pair.a()
          .start(
              AgentPair.configuration(150, "track: { scripts: [maintenance, ready] }")
                  + """
                    scripts:
                      maintenance: { command: [/usr/bin/test, -e, %s], interval: 100ms, reverse: on }
                      ready: { command: [/usr/bin/test, -e, %s], interval: 100ms, init-fail: true }
                  """
                      .formatted(maintenance, ready));
      pair.b().start(AgentPair.configuration(100, ""));
      pair.await(
          "a waits for its first success",
          () -> pair.a().faults("VI_1").equals(List.of("tracked script ready failed")));
      Files.createFile(ready);
      pair.awaitMaster(pair.a(), "VI_1");

      Files.createFile(maintenance);
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      assertThat(pair.a().faults("VI_1")).containsExactly("tracked script maintenance failed");
      Files.delete(maintenance);
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  @Test
  void theTracksOfAGroupMoveAllItsMembers() throws IOException {
    try (var pair = AgentPair.open()) {
      var other = pair.lab().a().lab().addSwitch("lan1");
      pair.lab().a().attach(other, "eth1", "10.10.0.1/24");
      pair.lab().b().attach(other, "eth1", "10.10.0.2/24");
      var drain = inLab(pair, "drain");
      var group =
          """
              VI_2:
                interface: eth1
                virtual-router-id: 52
                version: 3
                priority: %d
                advertisement-interval: 100ms
                addresses: [10.10.0.100/24]
            sync-groups:
              VG_1: { instances: [VI_1, VI_2]%s }
          """;
      pair.a()
          .start(
              AgentPair.configuration(150, "")
                  + group.formatted(150, ", tracking-weight: true, track: { files: [drain] }")
                  + "  track-files: { drain: { path: %s, weight: -60 } }\n".formatted(drain));
      pair.b().start(AgentPair.configuration(100, "") + group.formatted(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitMaster(pair.a(), "VI_2");

      write(drain, "1");
      pair.awaitMaster(pair.b(), "VI_1");
      pair.awaitMaster(pair.b(), "VI_2");
      assertThat(pair.a().tracks("VI_2")).containsExactly("file drain 1");
      Files.delete(drain);
      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitMaster(pair.a(), "VI_2");
    }
  }
}
