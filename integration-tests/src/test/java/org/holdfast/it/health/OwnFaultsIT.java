package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.it.lab.ScriptedServer;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Tests that local faults do not count as server failures, and that thousands of dead servers are
 * not treated as a local fault.
 */
@Isolated("uses all the CPU that there is: a server that others starve is slow indeed")
final class OwnFaultsIT {

  private static final String VRRP =
      """
      vrrp:
        scripts:
          alive: { command: [/bin/true], interval: 1s }
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            addresses: [10.9.0.99/24]
            track: { scripts: [alive] }
      """;

  /**
   * Returns virtual servers whose servers are on the director's own loopback network, which has
   * room for any number of them.
   */
  private static String services(int count, String check) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> "    - 127.%d.%d.%d:9000\n".formatted(1 + i / 62500, i / 250 % 250, 1 + i % 250))
        .collect(
            Collectors.joining(
                "",
                """
                virtual-servers:
                  web:
                    address: 203.0.113.1:80
                    check: %s
                    real-servers:
                """
                    .formatted(check),
                ""));
  }

  private static long sum(ServerLab lab, ToLongFunction<CheckStatus> counter) {
    return lab.report().checks().stream().mapToLong(counter).sum();
  }

  private static long down(ServerLab lab) {
    return lab.service("web").servers().stream()
        .filter(server -> server.state().equals("down"))
        .count();
  }

  @Test
  void tenThousandRefusedConnectionsAreTenThousandServersDown() {
    try (var lab = ServerLab.open()) {
      lab.agent()
          .start(
              services(
                  10_000, "{tcp: {}, interval: 2s, retries: 1, retry-delay: 500ms, warmup: 1s}"));
      lab.await("all are down", () -> down(lab) == 10_000);
      assertThat(lab.server("web").why()).isEqualTo("tcp 127.1.0.1:9000: connection refused");
      System.out.printf(
          "10,000 refused: %d KiB, %s of CPU%n", lab.agent().residentKib(), lab.agent().cpuTime());
    }
  }

  @Test
  void aStallOfTheAgentMarksNoServerDown() {
    try (var lab = ServerLab.open()) {
      lab.write("says", "hear\nsay HTTP/1.0 204 No Content\nsay ");
      listen(lab);
      lab.agent()
          .start(services(50, "{http: /, interval: 200ms, timeout: 3s, retries: 0, warmup: 1s}"));
      lab.await(
          "all checks have run", () -> lab.report().checks().stream().allMatch(c -> c.runs() > 2));
      lab.await("all are up", () -> down(lab) == 0);
      long failures = sum(lab, CheckStatus::failures);
      lab.agent().freeze();
      AgentPair.pass(Duration.ofSeconds(5));
      lab.agent().thaw();
      lab.holdsFor(Duration.ofSeconds(3), "no server is down", () -> down(lab) == 0);
      assertThat(sum(lab, CheckStatus::failures)).isEqualTo(failures);
    }
  }

  @Test
  void aLackOfDescriptorsSkipsChecksAndNothingElse() {
    try (var lab = ServerLab.open()) {
      lab.write("says", "hear\nwait\nsay HTTP/1.0 204 No Content\nsay ");
      listen(lab);
      lab.agent()
          .start(
              VRRP + services(400, "{http: /, interval: 1s, timeout: 5s, retries: 0, warmup: 1s}"),
              "env",
              "HOLDFAST_JAVA_OPTIONS=-XX:-MaxFDLimit", // otherwise the JVM raises the limit
              "prlimit",
              "--nofile=300:4096");
      lab.await("some cannot be run", () -> !logged(lab, "could not be run").isEmpty());
      assertThat(logged(lab, "could not be run"))
          .hasSizeLessThan(10)
          .allMatch(line ->
              line.contains("the last 150 of 300 descriptors are reserved for the election"));
      // Everything else still gets descriptors: netlink and adverts, the control socket, scripts.
      lab.await("is master", () -> lab.agent().state("VI_1").equals("MASTER"));
      lab.director().run("ip", "link", "set", "eth0", "down");
      lab.await("the link is down", () -> lab.agent().state("VI_1").equals("FAULT"));
      lab.director().run("ip", "link", "set", "eth0", "up");
      lab.await("is master again", () -> lab.agent().state("VI_1").equals("MASTER"));
      assertThat(lab.agent().reload().applied()).isTrue();
      assertThat(logged(lab, "could not be started")).isEmpty();
      assertThat(logged(lab, "is down")).isEmpty();
      lab.director()
          .run("prlimit", "--pid", Long.toString(lab.agent().pid()), "--nofile=4096:4096");
      lab.await(
          "all are run again",
          () ->
              lab.report().checks().stream()
                  .allMatch(c -> c.state().equals("up") && "status 204".equals(c.result())));
      assertThat(down(lab)).isZero();
    }
  }

  private static List<String> logged(ServerLab lab, String words) {
    return lab.agent().log().stream().filter(line -> line.contains(words)).toList();
  }

  private static void listen(ServerLab lab) {
    lab.owning(ScriptedServer.start(lab.director(), "tcp:9000:" + lab.file("says")));
    lab.await(
        "the server listens", () -> lab.director().succeeds("sh", "-c", "ss -tln | grep -q :9000"));
  }
}
