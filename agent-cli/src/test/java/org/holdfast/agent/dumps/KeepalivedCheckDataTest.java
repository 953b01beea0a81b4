package org.holdfast.agent.dumps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.run.CheckStatus;
import org.junit.jupiter.api.Test;

/** Compares the checker's dump with the file that keepalived 2.2.7 wrote for the same file. */
final class KeepalivedCheckDataTest {

  private static final AgentConfig CONFIG = Configs.of(resource("keepalived-2.2.7-check.conf"));

  /** The kinds of checks that failed when keepalived wrote its file. */
  private static final Set<String> FAILING = Set.of("http", "https", "smtp", "dns");

  private static String resource(String name) {
    try (var file = KeepalivedCheckDataTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CheckStatus> checks() {
    var checks = new ArrayList<CheckStatus>();
    for (var server : CONFIG.virtualServers()) {
      for (var real : server.realServers()) {
        for (var use : real.health().checks()) {
          var probe = use.spec().probe();
          boolean fails = FAILING.contains(probe.kind());
          boolean ran = !probe.kind().equals("ping");
          checks.add(
              new CheckStatus(
                  probe.words(),
                  probe.kind(),
                  ran ? (fails ? "down" : "up") : "undecided",
                  1,
                  null,
                  null,
                  null,
                  null,
                  ran ? 1 : 0,
                  0,
                  0,
                  0));
        }
      }
    }
    return checks;
  }

  private static VirtualServerStatus status(VirtualServerConfig server) {
    var servers = new ArrayList<ServerStatus>();
    for (var real : server.realServers()) {
      boolean up =
          real.health().checks().stream()
              .noneMatch(use -> FAILING.contains(use.spec().probe().kind()));
      boolean inTable = up || real.health().inhibitOnFailure();
      servers.add(
          new ServerStatus(
              server.name(),
              real.name(),
              up ? "up" : "down",
              null,
              null,
              null,
              "",
              null,
              "nat",
              real.health().weight(),
              0,
              0,
              0,
              inTable,
              up ? real.health().weight() : 0,
              null,
              null));
    }
    long up = servers.stream().filter(each -> each.state().equals("up")).count();
    return new VirtualServerStatus(
        server.name(),
        "up",
        "",
        0,
        List.of(),
        List.of(),
        "TCP",
        "nat",
        "rr",
        List.of(),
        0,
        null,
        null,
        "warm",
        up > 0,
        1,
        1,
        0,
        (int) up,
        null,
        servers,
        null);
  }

  private static String key(String line) {
    return line.replaceFirst(" = .*", "").replaceFirst(" is (ON|OFF)$", "");
  }

  @Test
  void everyLineOfAKindThatIsThereIsKeepaliveds() {
    var statuses = CONFIG.virtualServers().stream().map(KeepalivedCheckDataTest::status).toList();
    var ours =
        KeepalivedCheckData.of(CONFIG, statuses, checks())
            .lines()
            .map(line -> line.replaceFirst(", user root$", ""))
            .toList();
    var kinds = ours.stream().map(KeepalivedCheckDataTest::key).collect(Collectors.toSet());
    // keepalived prints a server's mail setting although there is no mail server, and only the
    // checks' own log_all_failures
    kinds.removeAll(Set.of("   Using smtp notification", "   Log all failures"));
    var theirs =
        resource("keepalived-2.2.7-check.data")
            .lines()
            .map(line -> line.replaceFirst(", uid:gid .*", ""))
            .filter(line -> kinds.contains(key(line)))
            .filter(line -> !line.matches("   Delay loop = [0-9]+[.].*")) // of servers
            .toList();
    assertThat(theirs).hasSizeGreaterThan(220);
    assertThat(ours).containsSubsequence(theirs);
  }

  @Test
  void aVirtualServerThatAReloadHasJustAddedIsLeftOut() {
    assertThat(KeepalivedCheckData.of(CONFIG, List.of(), List.of()))
        .contains("------< LVS Topology >------", "------< Health checkers >------")
        .doesNotContain("VS VIP");
  }
}
