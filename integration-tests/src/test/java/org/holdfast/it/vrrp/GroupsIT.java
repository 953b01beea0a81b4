package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instances that move together, scripts that move them, and commands that are told. */
final class GroupsIT {
  private static final String GROUP =
      """
          VI_2:
            interface: eth1
            virtual-router-id: 52
            version: 3
            priority: %d
            advertisement-interval: 100ms
            addresses: [10.10.0.100/24]
        sync-groups:
          VG_1: { instances: [VI_1, VI_2] }
      """;

  /** Both instances of both agents in a group, and a serving both. */
  static void startGroup(AgentPair pair) {
    var other = pair.lab().a().lab().addSwitch("lan1");
    pair.lab().a().attach(other, "eth1", "10.10.0.1/24");
    pair.lab().b().attach(other, "eth1", "10.10.0.2/24");
    pair.lab().client().attach(other, "eth1", "10.10.0.3/24");
    pair.a().start(AgentPair.configuration(150, "") + GROUP.formatted(150));
    pair.b().start(AgentPair.configuration(100, "") + GROUP.formatted(100));
    pair.awaitMaster(pair.a(), "VI_1");
    pair.awaitMaster(pair.a(), "VI_2");
  }

  @Test
  void aGroupMovesWhenOneOfItsLinksFailsAndComesBackTogether() {
    try (var pair = AgentPair.open()) {
      startGroup(pair);

      pair.lab().a().unplug("eth1");
      pair.await(
          "b is master of both",
          () ->
              pair.b().state("VI_1").equals("MASTER")
                  && pair.b().state("VI_2").equals("MASTER")
                  && pair.a().state("VI_1").equals("FAULT"));
      pair.awaitHolder(pair.lab().b());
      pair.lab().a().plug("eth1");

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitMaster(pair.a(), "VI_2");
      pair.awaitHolder(pair.lab().a());
    }
  }

  private static String tracking(Path file, int weight) {
    return """
      scripts:
        there:
          command: [/usr/bin/test, -e, %s]
          interval: 100ms
          weight: %d
    """
        .formatted(file, weight);
  }

  @Test
  void aFailedScriptIsAFaultAndOneWithAWeightMovesThePriority() throws IOException {
    try (var pair = AgentPair.open()) {
      var directory = pair.lab().a().lab().directory();
      var hard = Files.createFile(directory.resolve("hard"));
      pair.a()
          .start(AgentPair.configuration(150, "track: { scripts: [there] }") + tracking(hard, 0));
      pair.b().start(AgentPair.configuration(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");

      Files.delete(hard);
      pair.await("b is master", () -> pair.b().state("VI_1").equals("MASTER"));
      assertThat(pair.a().faults("VI_1")).containsExactly("tracked script there failed");
      Files.createFile(hard);
      pair.awaitMaster(pair.a(), "VI_1");

      pair.a().stop();
      var soft = Files.createFile(directory.resolve("soft"));
      pair.a()
          .start(AgentPair.configuration(150, "track: { scripts: [there] }") + tracking(soft, -60));
      pair.awaitMaster(pair.a(), "VI_1");
      Files.delete(soft);
      pair.awaitMaster(pair.b(), "VI_1");
      Files.createFile(soft);
      pair.awaitMaster(pair.a(), "VI_1");
    }
  }

  @Test
  void commandsAreToldOfEveryTransitionInOrderWithKeepalivedsArguments() {
    try (var pair = AgentPair.open()) {
      var told = pair.lab().a().lab().directory().resolve("told");
      var notify =
          """
          notify:
            any: [/bin/sh, -c, 'echo "$@" >>%1$s', any]
            master: [/bin/sh, -c, 'echo master >>%1$s']
            backup: [/bin/sh, -c, 'echo backup >>%1$s']
            fault: [/bin/sh, -c, 'echo fault >>%1$s']
            stop: [/bin/sh, -c, 'echo stop >>%1$s']
          """
              .formatted(told);
      pair.start(notify, "");
      pair.lab().a().unplug("eth0");
      pair.await("a is at fault", () -> pair.a().state("VI_1").equals("FAULT"));
      pair.lab().a().plug("eth0");
      pair.awaitMaster(pair.a(), "VI_1");
      pair.a().stop();

      assertThat(linesOf(told).stream().filter(line -> line.startsWith("INSTANCE")))
          .as(pair::logs)
          .containsExactly(
              "INSTANCE VI_1 BACKUP 150",
              "INSTANCE VI_1 MASTER 150",
              "INSTANCE VI_1 FAULT 150",
              "INSTANCE VI_1 BACKUP 150",
              "INSTANCE VI_1 MASTER 150",
              "INSTANCE VI_1 STOP 150");
      assertThat(linesOf(told).stream().filter(line -> !line.startsWith("INSTANCE")))
          .containsExactly("backup", "master", "fault", "backup", "master", "stop");
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
