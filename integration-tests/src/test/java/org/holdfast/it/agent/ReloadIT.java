package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;

/**
 * Tests the change of a configuration while the agents run: the differences are applied, and
 * everything else stays.
 */
final class ReloadIT {
  /** A second instance beside that of {@link AgentPair#configuration}. */
  private static final String SECOND_INSTANCE =
      """
          VI_2:
            interface: eth0
            virtual-router-id: 52
            version: 3
            advertisement-interval: 100ms
            addresses: [10.9.0.102/24]
      """;

  private static final List<String> ALL = List.of("VI_1", "VI_2", "VI_3");

  /** Returns a configuration with one instance, which tracks a script. */
  static String lean(int priority) {
    return """
    vrrp:
      scripts:
        alive: { command: [/bin/true], interval: 1s, weight: 5 }
      instances:
        VI_1:
          interface: eth0
          virtual-router-id: 51
          version: 3
          priority: %d
          advertisement-interval: 100ms
          addresses: [%s]
          track: { scripts: [alive] }
    """
        .formatted(priority, PairLab.VIP);
  }

  /** Opens a pair with {@link #lean}; a is master. */
  static AgentPair started() {
    AgentPair pair = AgentPair.open();
    pair.a().start(lean(150));
    pair.b().start(lean(100));
    pair.awaitMaster(pair.a(), "VI_1");
    return pair;
  }

  @Test
  void anErrorChangesNothingAndIsReportedWithItsPlace() {
    try (AgentPair pair = started()) {
      pair.a().configure(lean(150).replace("priority: 150", "priority: 999"));
      assertThat(pair.a().reload().errors())
          .singleElement()
          .asString()
          .contains("holdfast.yaml:9:17: error: ");

      assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
      assertThat(pair.a().state("VI_2")).isEmpty();
    }
  }

  @Test
  void aMissingLinkDoesNotPreventTheReloadOfTheOthers() {
    try (AgentPair pair = started()) {
      long before = pair.a().transitions("VI_1");
      pair.a().configure(lean(150) + SECOND_INSTANCE.replace("eth0", "eth7"));
      var missing = "(VI_2) interface eth7 does not exist: the instance is in FAULT until it does";
      assertThat(pair.a().diff().warnings()).contains(missing);

      var report = pair.a().reload();

      assertThat(report.applied()).isTrue();
      assertThat(report.warnings()).contains(missing);
      assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
      pair.await(
          "it waits for its link",
          () -> pair.a().faults("VI_2").contains("interface eth7 missing"));
      pair.lab().a().run("ip", "link", "add", "eth7", "type", "veth", "peer", "name", "peer7");
      pair.lab().a().run("ip", "addr", "add", "10.7.0.1/24", "dev", "eth7");
      pair.lab().a().run("ip", "link", "set", "peer7", "up");
      pair.lab().a().run("ip", "link", "set", "eth7", "up");
      pair.await("it serves", () -> pair.a().state("VI_2").equals("MASTER"));
      assertThat(pair.a().transitions("VI_1")).isEqualTo(before);
    }
  }

  @Test
  void anInstanceWithAnotherVridIsADifferentInstance() {
    try (AgentPair pair = started()) {
      pair.a().configure(lean(150).replace("virtual-router-id: 51", "virtual-router-id: 61"));

      assertThat(pair.a().reload().changes())
          .containsExactly("- vrrp.instances.VI_1", "+ vrrp.instances.VI_1");

      pair.await("b has taken over", () -> pair.b().state("VI_1").equals("MASTER"));
      pair.await("the new one serves", () -> pair.a().state("VI_1").equals("MASTER"));
    }
  }

  @Test
  void checksKeepTheirStateAcrossAReload() {
    try (AgentPair pair = AgentPair.open()) {
      pair.a().start(servers(1));
      pair.await("the server is down", () -> serverState(pair).equals(List.of("down", "up")));
      long runs = runs(pair);

      pair.a().configure(servers(5));
      assertThat(pair.a().reload().changes())
          .containsExactly("virtual-servers.web.real-servers[10.9.0.2:80].weight 1 -> 5");

      assertThat(serverState(pair)).isEqualTo(List.of("down", "up"));
      assertThat(runs(pair)).isGreaterThanOrEqualTo(runs);
    }
  }

  @Test
  void aGroupIsRebuiltWithoutATransitionOfItsMembers() {
    try (AgentPair pair = AgentPair.open()) {
      addSecondLink(pair);
      pair.a().start(group("VI_1, VI_2"));
      pair.await("all are master", () -> ALL.stream().allMatch(name -> isMaster(pair, name)));
      List<Long> before = transitions(pair);

      pair.a().configure(group("VI_1, VI_2, VI_3"));
      assertThat(pair.a().reload().changes())
          .containsExactly(
              "+ vrrp.sync-groups.VG_1.instances VI_3",
              "vrrp.instances.VI_3 joins sync group VG_1: master where the group is, and its faults"
                  + " are the group's");
      pair.holdsFor(
          Duration.ofMillis(500), "no instance moves", () -> transitions(pair).equals(before));

      pair.lab().a().unplug("eth1");
      pair.await(
          "the group goes with its new member",
          () -> ALL.stream().noneMatch(name -> isMaster(pair, name)));
      long ofTheThird = pair.a().transitions("VI_3");

      pair.a().configure(group("VI_1, VI_2"));
      assertThat(pair.a().reload().applied()).isTrue();
      pair.await(
          "those that are left resume", () -> isMaster(pair, "VI_1") && isMaster(pair, "VI_2"));
      assertThat(pair.a().state("VI_3")).isEqualTo("FAULT");
      assertThat(pair.a().transitions("VI_3")).isEqualTo(ofTheThird);
    }
  }

  private static String group(String members) {
    return AgentPair.configuration(150, "")
        + SECOND_INSTANCE
        + """
            VI_3:
              interface: eth1
              virtual-router-id: 53
              version: 3
              advertisement-interval: 100ms
              addresses: [10.8.0.103/24]
          sync-groups:
            VG_1: {instances: [%s]}
        """
            .formatted(members);
  }

  @Test
  void aChangedBfdSessionComesUpAgainAndTheOtherStaysUp() {
    try (AgentPair pair = AgentPair.open()) {
      addSecondLink(pair);
      pair.a().start(sessions("1", "2", 3));
      pair.b()
          .start(
              "vrrp: {instances: {VI_9: {interface: eth0, virtual-router-id: 59}}}\n"
                  + bfd("2", "1", 3));
      pair.await("both are master", () -> isMaster(pair, "VI_1") && isMaster(pair, "VI_2"));
      long ofChanged = pair.a().transitions("changed");
      long ofFirst = pair.a().transitions("VI_1");
      long ofSame = pair.a().transitions("same") + pair.b().transitions("same");
      long ofSecond = pair.a().transitions("VI_2");

      pair.a().configure(sessions("1", "2", 5));
      assertThat(pair.a().reload().changes())
          .containsExactly("bfd.sessions.changed.multiplier 3 -> 5");

      pair.await(
          "the instance that tracks it has moved", () -> pair.a().transitions("VI_1") > ofFirst);
      pair.await("and is back", () -> isMaster(pair, "VI_1"));
      assertThat(pair.a().transitions("changed")).isGreaterThan(ofChanged);
      assertThat(pair.a().transitions("same") + pair.b().transitions("same")).isEqualTo(ofSame);
      assertThat(pair.a().transitions("VI_2")).isEqualTo(ofSecond);
    }
  }

  private static String sessions(String own, String other, int multiplier) {
    return AgentPair.configuration(150, "track: {bfd: [changed]}")
        + SECOND_INSTANCE
        + """
              track: {bfd: [same]}
        """
        + bfd(own, other, multiplier);
  }

  private static String bfd(String own, String other, int multiplier) {
    return """
    bfd:
      sessions:
        changed:
          neighbour: 10.9.0.%2$s
          source: 10.9.0.%1$s
          min-rx: 300ms
          min-tx: 300ms
          multiplier: %3$d
        same: {neighbour: 10.8.0.%2$s, source: 10.8.0.%1$s, min-rx: 300ms, min-tx: 300ms}
    """
        .formatted(own, other, multiplier);
  }

  @Test
  void theResultOfAScriptAppliesUntilItsNewDefinitionHasRun() throws IOException {
    try (AgentPair pair = AgentPair.open()) {
      Path folder = pair.lab().a().lab().directory();
      pair.a().start(scripted("/bin/true"));
      pair.await(
          "the script has succeeded",
          () -> pair.a().tracks("VI_1").equals(List.of("script alive ok")));
      pair.await("both are master", () -> isMaster(pair, "VI_1") && isMaster(pair, "VI_2"));
      long ofFirst = pair.a().transitions("VI_1");
      long ofSecond = pair.a().transitions("VI_2");

      pair.a()
          .configure(
              scripted(
                  "/bin/sh, -c, 'touch %1$s/begun; until test -e %1$s/go; do sleep .1; done; exit 1'"
                      .formatted(folder)));
      assertThat(pair.a().reload().changes()).hasSize(1);
      pair.await("it runs", () -> Files.exists(folder.resolve("begun")));
      assertThat(pair.a().tracks("VI_1")).containsExactly("script alive ok");
      assertThat(pair.a().transitions("VI_1")).isEqualTo(ofFirst);

      Files.createFile(folder.resolve("go"));
      pair.await("it has failed", () -> pair.a().state("VI_1").equals("FAULT"));
      assertThat(pair.a().transitions("VI_2")).isEqualTo(ofSecond);
    }
  }

  private static String scripted(String command) {
    return AgentPair.configuration(150, "track: {scripts: [alive]}")
        + SECOND_INSTANCE
        + """
          scripts:
            alive: {command: [%s], interval: 100ms, timeout: 2m}
        """
            .formatted(command);
  }

  private static void addSecondLink(AgentPair pair) {
    var lab = pair.lab();
    var other = lab.a().lab().addSwitch("other");
    lab.a().attach(other, "eth1", "10.8.0.1/24");
    lab.b().attach(other, "eth1", "10.8.0.2/24");
  }

  private static boolean isMaster(AgentPair pair, String instance) {
    return pair.a().state(instance).equals("MASTER");
  }

  private static List<Long> transitions(AgentPair pair) {
    return ALL.stream().map(pair.a()::transitions).toList();
  }

  private static String servers(int weight) {
    return """
    virtual-servers:
      web:
        address: 10.9.0.100:80
        protocol: tcp
        forwarding: nat
        real-servers:
          - { address: 10.9.0.3:81, check: { tcp: {}, interval: 200ms, timeout: 200ms } }
          - { address: 10.9.0.2:80, weight: %d }
    """
        .formatted(weight);
  }

  private static List<String> serverState(AgentPair pair) {
    return pair.a().report().map(StatusReport::virtualServers).orElse(List.of()).stream()
        .flatMap(server -> server.servers().stream())
        .map(server -> server.state())
        .toList();
  }

  private static long runs(AgentPair pair) {
    return pair.a().report().map(StatusReport::checks).orElse(List.of()).stream()
        .mapToLong(check -> check.runs())
        .sum();
  }
}
