package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests instances that move together, scripts that move them, and the commands that are run. */
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

  /** Starts both agents with both instances in a group, and waits until a is master of both. */
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

  private static String three(int priority) {
    return AgentPair.configuration(priority, "")
        + GROUP.formatted(priority).replaceFirst("(?s)  sync-groups:.*", "")
        + """
            VI_3:
              interface: eth1
              virtual-router-id: 53
              version: 3
              priority: %d
              advertisement-interval: 100ms
              addresses: [10.10.0.101/24]
          sync-groups:
            VG_1: { instances: [VI_1, VI_2, VI_3] }
        """
            .formatted(priority);
  }

  @Test
  void aNewMemberJoinsTheGroupAndNoMastershipIsLost() {
    try (var pair = AgentPair.open()) {
      startGroup(pair);
      var before = transitions(pair);

      pair.a().configure(three(150));
      pair.b().configure(three(100));
      assertThat(pair.a().reload().applied()).isTrue();
      assertThat(pair.b().reload().applied()).isTrue();

      pair.awaitMaster(pair.a(), "VI_3");
      pair.holdsFor(
          Duration.ofSeconds(1),
          "a serves all three without a transition of the first two anywhere",
          () -> transitions(pair).equals(before) && pair.a().state("VI_3").equals("MASTER"));
    }
  }

  private static List<Long> transitions(AgentPair pair) {
    return Stream.of(pair.a(), pair.b())
        .flatMap(agent -> Stream.of("VI_1", "VI_2").map(agent::transitions))
        .toList();
  }

  @Test
  void instancesOfDifferentMastersAreGroupedAndEachAlwaysHasAMaster() {
    try (var pair = AgentPair.open()) {
      startGroup(pair);
      pair.a().configure(ungrouped(150, 90));
      pair.b().configure(ungrouped(100, 100));
      pair.a().reload();
      pair.b().reload();
      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitMaster(pair.b(), "VI_2");

      pair.a().configure(AgentPair.configuration(150, "") + GROUP.formatted(150));
      pair.b().configure(AgentPair.configuration(100, "") + GROUP.formatted(100));
      pair.b().reload();
      pair.a().reload();

      pair.awaitMaster(pair.a(), "VI_1");
      pair.awaitMaster(pair.a(), "VI_2");
      assertThat(pair.a().log()).noneMatch(line -> line.contains("no successor was heard"));
      assertThat(pair.b().log()).noneMatch(line -> line.contains("no successor was heard"));
    }
  }

  private static String ungrouped(int first, int second) {
    return AgentPair.configuration(first, "")
        + GROUP.formatted(second).replaceFirst("(?s)  sync-groups:.*", "");
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
  void commandsRunForEveryTransitionInOrderWithKeepalivedsArguments() {
    try (var pair = AgentPair.open()) {
      var calls = pair.lab().a().lab().directory().resolve("calls");
      var notify =
          """
          notify:
            any: [/bin/sh, -c, 'echo "$@" >>%1$s', any]
            master: [/bin/sh, -c, 'echo master >>%1$s']
            backup: [/bin/sh, -c, 'echo backup >>%1$s']
            fault: [/bin/sh, -c, 'echo fault >>%1$s']
            stop: [/bin/sh, -c, 'echo stop >>%1$s']
          """
              .formatted(calls);
      pair.start(notify, "");
      pair.lab().a().unplug("eth0");
      pair.await("a is at fault", () -> pair.a().state("VI_1").equals("FAULT"));
      pair.lab().a().plug("eth0");
      pair.awaitMaster(pair.a(), "VI_1");
      pair.a().stop();

      assertThat(linesOf(calls).stream().filter(line -> line.startsWith("INSTANCE")))
          .as(pair::logs)
          .containsExactly(
              "INSTANCE VI_1 BACKUP 150",
              "INSTANCE VI_1 MASTER 150",
              "INSTANCE VI_1 FAULT 150",
              "INSTANCE VI_1 BACKUP 150",
              "INSTANCE VI_1 MASTER 150",
              "INSTANCE VI_1 STOP 150");
      assertThat(linesOf(calls).stream().filter(line -> !line.startsWith("INSTANCE")))
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
