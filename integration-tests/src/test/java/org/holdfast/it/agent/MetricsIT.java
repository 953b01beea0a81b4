package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabException;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.Test;

/**
 * Tests the metrics of a real pair, and the validation of the metrics and the examples by promtool.
 */
final class MetricsIT {

  private static final String METRICS = "metrics: {listen: 127.0.0.1:9650}\n";
  private static final String SPAN = "holdfast_instance_takeover_seconds{span=\"%s\",";

  @Test
  void theMetricsShowTheSpansOfATakeover() {
    Needs.tools(Tools.HOLDFAST, Tools.PROMTOOL);
    try (AgentPair pair = AgentPair.open()) {
      pair.a().start(METRICS + configuration(150, ""));
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      pair.b().start(METRICS + configuration(100, ""));
      pair.awaitMaster(pair.a(), "VI_1");
      pair.await("b is scraped", () -> !scrape(pair.b()).isEmpty());
      assertThat(value(pair.b(), SPAN.formatted("detected"))).isEmpty();

      pair.a().kill();
      pair.await("b has announced", () -> value(pair.b(), SPAN.formatted("announced")).isPresent());

      List<String> lines = scrape(pair.b());
      assertThat(value(lines, state("master"))).hasValue(1);
      assertThat(value(lines, state("backup"))).hasValue(0);
      assertThat(value(lines, "holdfast_instance_became_master_total{")).hasValue(1);
      assertThat(value(lines, "holdfast_instance_transitions_total{reason=\"master_silent\","))
          .hasValue(1);
      // Three intervals of 100 ms and a skew time of 61 ms after the last advert.
      assertThat(span(lines, "detected")).isBetween(0.3, 1.0);
      assertThat(span(lines, "promoted")).isNotNegative();
      assertThat(span(lines, "ready")).isGreaterThanOrEqualTo(span(lines, "promoted"));
      assertThat(span(lines, "addresses_up")).isGreaterThanOrEqualTo(span(lines, "ready"));
      assertThat(span(lines, "announced")).isGreaterThanOrEqualTo(span(lines, "addresses_up"));
      pair.await(
          "the lateness of adverts is counted",
          () -> value(pair.b(), "holdfast_instance_advert_lateness_seconds_count{").orElse(0) > 5);
      assertThat(promtool(pair, "promtool check metrics", String.join("\n", lines) + "\n"))
          .isEmpty();
    }
  }

  @Test
  void aPortInUseIsReportedAndBoundLater() {
    Needs.tools(Tools.HOLDFAST);
    try (AgentPair pair = AgentPair.open()) {
      LabAgent agent = pair.a();
      try (Daemon other =
          agent.node().start("python3", "-m", "http.server", "-b", "127.0.0.1", "9650")) {
        pair.await("the port is taken", () -> !curl(agent, "/").isEmpty());
        agent.start(METRICS + configuration(150, ""));
        pair.await(
            "the port is reported",
            () -> agent.log().stream().anyMatch(line -> line.contains("port 127.0.0.1:9650: ")));
        pair.await("master nevertheless", () -> agent.state("VI_1").equals("MASTER"));
        other.stop();
      }
      pair.await("served", () -> value(agent, "holdfast_uptime_seconds").isPresent());
    }
  }

  @Test
  void aReloadWithAPortInUseChangesNothingAndLogsNoChange() {
    Needs.tools(Tools.HOLDFAST);
    try (AgentPair pair = AgentPair.open()) {
      LabAgent agent = pair.a();
      agent.start(configuration(150, ""));
      pair.await("master", () -> agent.state("VI_1").equals("MASTER"));
      try (Daemon other =
          agent.node().start("python3", "-m", "http.server", "-b", "127.0.0.1", "9650")) {
        pair.await("the port is taken", () -> !curl(agent, "/").isEmpty());

        agent.configure(METRICS + configuration(140, ""));

        assertThat(agent.reload().errors()).singleElement().asString().contains("127.0.0.1:9650");
        assertThat(agent.log()).noneMatch(line -> line.contains("150 -> 140"));
        other.stop();
      }
      assertThat(agent.reload().changes()).contains("vrrp.instances.VI_1.priority 150 -> 140");
      pair.await(
          "it says so", () -> agent.log().stream().anyMatch(line -> line.contains("150 -> 140")));
    }
  }

  @Test
  void promtoolAcceptsTheExamples() throws IOException {
    Needs.tools(Tools.PROMTOOL);
    Path examples = Path.of("..", "examples", "monitoring").toRealPath();
    assertThat(run(examples, "promtool", "check", "config", "prometheus.yml")).isZero();
    assertThat(run(examples, "promtool", "check", "rules", "alerts.yml")).isZero();
    assertThat(run(examples, "promtool", "test", "rules", "alerts-test.yml")).isZero();
  }

  private static int run(Path directory, String... command) throws IOException {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
    return process.onExit().join().exitValue();
  }

  private static String promtool(AgentPair pair, String command, String input) {
    try {
      Path file = Files.createTempFile(pair.lab().a().lab().directory(), "scrape", ".txt");
      Files.writeString(file, input);
      return pair.lab().a().run("sh", "-c", command + " 2>&1 <" + file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String state(String state) {
    return "holdfast_instance_state{family=\"ipv4\",interface=\"eth0\",state=\"" + state + "\",";
  }

  private static double span(List<String> lines, String span) {
    return value(lines, SPAN.formatted(span)).orElseThrow();
  }

  private static OptionalDouble value(LabAgent agent, String beginning) {
    return value(scrape(agent), beginning);
  }

  private static OptionalDouble value(List<String> lines, String beginning) {
    return lines.stream()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst();
  }

  private static List<String> scrape(LabAgent agent) {
    return curl(agent, "/metrics").lines().toList();
  }

  /** Returns the response; empty while the agent does not answer. */
  private static String curl(LabAgent agent, String path) {
    try {
      return agent
          .node()
          .run(
              "python3",
              "-c",
              "import urllib.request as u; print(u.urlopen('http://127.0.0.1:9650"
                  + path
                  + "', timeout=5).read().decode())");
    } catch (LabException _) {
      return "";
    }
  }
}
