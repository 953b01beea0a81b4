package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;

/**
 * Tests the effects of failing and recovering servers: weights, quorum, sorry server, commands, the
 * VIP.
 */
final class FailingServersIT {

  /** Returns a server that is up while its file exists; a script checks this ten times a second. */
  private static String server(ServerLab lab, int number, String more) {
    return """
          - address: "10.9.0.10:%d"
            check: {script: {command: [/usr/bin/test, -e, %s/up%d]}, interval: 100ms, warmup: 0}
            %s
    """
        .formatted(8000 + number, lab.file(""), number, more);
  }

  private static void up(ServerLab lab, int... numbers) {
    for (int number : numbers) {
      lab.write("up" + number, "");
    }
  }

  private static void down(ServerLab lab, int... numbers) {
    for (int number : numbers) {
      lab.servers().run("rm", lab.file("up" + number).toString());
    }
  }

  private static List<String> states(ServerLab lab) {
    return lab.service("web").servers().stream().map(ServerStatus::state).toList();
  }

  private static String sorryState(ServerLab lab) {
    return Objects.requireNonNull(lab.service("web").sorryServer()).state();
  }

  @Test
  void theSorryServerServesWhileTheQuorumIsLostAndCommandsRunInOrder() {
    try (var lab = ServerLab.open()) {
      var log = lab.file("calls");
      var record = lab.write("record", "#!/bin/sh\nsleep 0.$2\necho \"$1\" >>" + log + "\n");
      lab.servers().run("chmod", "755", record.toString());
      up(lab, 1, 2, 3);
      lab.agent()
          .start(
              """
              virtual-servers:
                web:
                  address: 203.0.113.1:80
                  quorum: 2
                  hysteresis: 1
                  sorry-server: 10.9.0.99:80
                  notify: {quorum-up: [%1$s, gained, 1], quorum-down: [%1$s, lost, 2]}
                  real-servers:
              """
                      .formatted(record)
                  + server(
                      lab,
                      1,
                      "notify: {down: [%1$s, down, 3], up: [%1$s, up, 1]}".formatted(record))
                  + server(lab, 2, "inhibit-on-failure: true")
                  + server(lab, 3, ""));
      lab.await("all are up", () -> states(lab).equals(List.of("up", "up", "up")));

      down(lab, 1, 2);
      lab.await("one server is left", () -> lab.service("web").weight() == 1);
      assertThat(lab.service("web").quorum())
          .as("the quorum less the hysteresis keeps it")
          .isTrue();
      var inhibited = lab.service("web").servers().get(1);
      assertThat(inhibited.inTable()).isTrue();
      assertThat(inhibited.weight()).isZero();

      down(lab, 3);
      lab.await("the quorum is lost", () -> !lab.service("web").quorum());
      assertThat(sorryState(lab)).isEqualTo("serving");

      up(lab, 2, 3);
      lab.await("two are up", () -> lab.service("web").weight() == 2);
      assertThat(lab.service("web").quorum())
          .as("the quorum plus the hysteresis regains it")
          .isFalse();
      up(lab, 1);
      lab.await("the quorum is back", () -> lab.service("web").quorum());
      assertThat(sorryState(lab)).isEqualTo("idle");
      lab.await("all commands have run", () -> lab.lines("calls").size() >= 5);
      assertThat(lab.lines("calls").stream().filter(line -> line.matches("down|up")).toList())
          .containsExactly("down", "up");
      assertThat(lab.lines("calls").stream().filter(line -> line.matches("lost|gained")).toList())
          .containsExactly("gained", "lost", "gained");
      assertThat(lab.agent().log().stream().filter(line -> line.contains("quorum 2")).toList())
          .satisfiesExactly(
              line -> assertThat(line).contains("Gained quorum 2+1=3 <= 3 for VS web"),
              line -> assertThat(line).contains("Lost quorum 2-1=1 > 0 for VS web"),
              line -> assertThat(line).contains("Gained quorum 2+1=3 <= 3 for VS web"));
    }
  }

  @Test
  void theNextTierServesWhileTheFirstIsDown() {
    try (var lab = ServerLab.open()) {
      up(lab, 1, 2);
      lab.agent()
          .start(
              "virtual-servers:\n  web:\n    address: 203.0.113.1:80\n    real-servers:\n"
                  + server(lab, 1, "")
                  + server(lab, 2, "tier: 1"));
      lab.await("both are up", () -> states(lab).equals(List.of("up", "up")));
      assertThat(lab.service("web").servers().get(1).inTable()).isFalse();
      down(lab, 1);
      lab.await("tier 1 serves", () -> Integer.valueOf(1).equals(lab.service("web").tier()));
      assertThat(lab.service("web").servers().get(1).inTable()).isTrue();
      up(lab, 1);
      lab.await("tier 0 serves", () -> Integer.valueOf(0).equals(lab.service("web").tier()));
    }
  }

  @Test
  void aServerThatRecoversStartsSlowlyAndOneThatFlapsIsKeptOut() {
    try (var lab = ServerLab.open()) {
      up(lab, 1, 2);
      lab.agent()
          .start(
              "virtual-servers:\n  web:\n    address: 203.0.113.1:80\n    real-servers:\n"
                  + server(lab, 1, "weight: 100\n        slow-start: 10s")
                  + server(lab, 2, "damping: 5s"));
      lab.await("both are up", () -> states(lab).equals(List.of("up", "up")));
      assertThat(lab.server("web").weight()).as("no slow start at the start").isEqualTo(100);

      down(lab, 1, 2);
      lab.await("both are down", () -> states(lab).equals(List.of("down", "down")));
      up(lab, 1, 2);
      lab.await("it starts slowly", () -> lab.server("web").why().contains("slow start"));
      assertThat(lab.server("web").weight()).isBetween(1, 99);
      var damped = lab.service("web").servers().get(1);
      assertThat(damped.state()).isEqualTo("down");
      assertThat(damped.why()).matches("kept out for \\ds for failing, of 5s");
      lab.await("the damped server is up again", () -> states(lab).equals(List.of("up", "up")));
      lab.await("the other has its weight", () -> lab.server("web").weight() == 100);
    }
  }

  @Test
  void aFailedServerIsUpAfterSoManySuccessesInARow() {
    try (var lab = ServerLab.open()) {
      // The results of the individual runs; all later runs succeed.
      lab.write("plan", "good\nbad\ngood\ngood\nbad\n");
      var script =
          lab.write(
              "run",
              "cd %s\necho >>runs\n! sed -n \"$(wc -l <runs)p\" plan | grep -q bad\n"
                  .formatted(lab.file("")));
      lab.agent()
          .start(
              """
              virtual-servers:
                web:
                  address: 203.0.113.1:80
                  check: {script: {command: [/bin/sh, %s]}, interval: 200ms, warmup: 0, rise: 3}
                  real-servers: ["10.9.0.10:80"]
              """
                  .formatted(script));
      lab.await("three successes are there", () -> lab.lines("runs").size() >= 8);
      lab.awaitUp("web");

      var log = lab.agent().log().stream().filter(line -> line.contains("of VS web is ")).toList();
      assertThat(log.stream().filter(line -> line.contains(" is down")))
          .as("two successes did not bring the server up: %s", log)
          .hasSize(1);
      assertThat(log.getLast()).contains(" is up");
    }
  }

  @Test
  void theServerReportsItsWeight() {
    try (var lab = ServerLab.open()) {
      lab.write("says", "say up 75%");
      lab.write("exit", "0");
      lab.owning(ScriptedServer.start(lab.servers(), "tcp:2530:" + lab.file("says")));
      lab.agent()
          .start(
              """
              virtual-servers:
                web:
                  address: 203.0.113.1:80
                  check-timing: {interval: 200ms, warmup: 0}
                  check:
                    - agent: 2530
                    - script: {command: [/bin/sh, -c, 'exit $(cat %s/exit)'], dynamic: true}
                  real-servers: [{address: "10.9.0.10:80", weight: 80}]
              """
                  .formatted(lab.file("")));
      lab.await("the reported weight applies", () -> lab.server("web").weight() == 60);
      assertThat(lab.server("web").why()).isEqualTo("weight 60 by its checks, not 80");
      lab.write("says", "say drain");
      lab.await("no new connections", () -> lab.server("web").weight() == 0);
      assertThat(lab.server("web").state()).isEqualTo("up");
      lab.write("says", "say up 100%");
      lab.write("exit", "42");
      lab.await("the script's weight", () -> lab.server("web").weight() == 40);
      lab.write("says", "say down");
      lab.await("down", () -> lab.server("web").state().equals("down"));
    }
  }

  @Test
  void aLostQuorumMovesTheAddress() {
    try (var pair = AgentPair.open()) {
      var here = pair.lab().a().lab().directory().resolve("here");
      pair.lab().client().run("touch", here.toString());
      pair.a()
          .start(
              AgentPair.configuration(150, "track: {virtual-servers: [web]}")
                  + """
                  virtual-servers:
                    web:
                      address: 10.9.0.100:80
                      instance: VI_1
                      check: {script: {command: [/usr/bin/test, -e, %s]}, interval: 100ms, warmup: 0}
                      real-servers: ["10.9.0.3:80"]
                  """
                      .formatted(here));
      pair.b().start(AgentPair.configuration(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.lab().client().run("rm", here.toString());
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.awaitHolder(pair.lab().b());
      assertThat(pair.a().faults("VI_1")).containsExactly("tracked virtual server web failed");
      pair.lab().client().run("touch", here.toString());
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  @Test
  void aFailedProbeMovesTheAddressAndSuspendedChecksRest() {
    try (var pair = AgentPair.open()) {
      var says = pair.lab().a().lab().directory().resolve("says");
      pair.lab().client().run("sh", "-c", "echo hold >" + says);
      var server = ScriptedServer.start(pair.lab().client(), "tcp:8001:" + says);
      var suspended =
          """
          virtual-servers:
            web:
              address: 10.9.0.100:80
              instance: VI_1
              ha-suspend: true
              check: {tcp: 8001, interval: 100ms, warmup: 0}
              real-servers: ["10.9.0.3:80"]
          """;
      var tracks =
          "track: {tcp: {address: 10.9.0.3, port: 8001, interval: 200ms, retries: 0, warmup: 0}}";
      pair.a().start(AgentPair.configuration(150, tracks) + suspended);
      pair.b().start(AgentPair.configuration(100, "") + suspended);
      pair.awaitMaster(pair.a(), "VI_1");
      pair.await("a checks", () -> runs(pair.a()) > 3);
      long rest = runs(pair.b());
      AgentPair.pass(Duration.ofMillis(500));
      assertThat(runs(pair.b())).as("a backup's checks rest").isEqualTo(rest);

      server.kill();
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.awaitHolder(pair.lab().b());
      assertThat(pair.a().faults("VI_1")).containsExactly("tracked check tcp 10.9.0.3:8001 failed");
      pair.await("b checks", () -> runs(pair.b()) > rest + 3);
    }
  }

  private static long runs(LabAgent agent) {
    return agent.report().orElseThrow().checks().stream()
        .mapToLong(CheckStatus::runs)
        .max()
        .orElse(0);
  }
}
