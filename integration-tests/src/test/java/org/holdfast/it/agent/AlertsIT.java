package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the example for Alertmanager in a real one: who is told, and what is not told. */
final class AlertsIT {

  private static final String MANAGER = "--alertmanager.url=http://127.0.0.1:9093";

  private static final List<String> CAUSES =
      List.of(
          "HoldfastPairDown pair=p1",
          "HoldfastQuorumLost pair=p2 instance=a service=web",
          "HoldfastTwoMasters pair=p3 vrid=51",
          "HoldfastInstanceInFault pair=p4 instance=a vrrp_instance=VI_1");

  private static final List<String> EFFECTS =
      List.of(
          "HoldfastAgentDown pair=p1 instance=a",
          "HoldfastServerDown pair=p2 instance=a service=web server=s1",
          "HoldfastSorryServerServes pair=p2 instance=b service=web",
          "HoldfastCheckSlow pair=p2 instance=a service=web server=s1",
          "HoldfastPeerDisagrees pair=p3 instance=a vrrp_instance=VI_1",
          "HoldfastFlapping pair=p3 vrrp_instance=VI_1",
          "HoldfastPriorityLowered pair=p4 instance=a vrrp_instance=VI_1");

  /**
   * Alerts with the names of effects, but another pair, service or instance; and one cause alone.
   */
  private static final List<String> OTHERS =
      List.of(
          "HoldfastAgentDown pair=q instance=a",
          "HoldfastServerDown pair=p2 instance=a service=mail server=s1",
          "HoldfastPeerDisagrees pair=q instance=a vrrp_instance=VI_1",
          "HoldfastPriorityLowered pair=p4 instance=b vrrp_instance=VI_1",
          "HoldfastNoMaster pair=p4 vrid=51");

  @Test
  void onlyTheCauseIsTold() throws IOException {
    Needs.tools(Tools.ALERTMANAGER);
    try (Lab lab = Lab.open()) {
      Node node = lab.addNode("a");
      try (Daemon _ = start(lab, node)) {
        await("Alertmanager answers", () -> node.succeeds("amtool", MANAGER, "alert", "query"));
        List<String> told = new ArrayList<>(CAUSES);
        told.addAll(OTHERS);
        told.forEach(alert -> add(node, alert));
        EFFECTS.forEach(alert -> add(node, alert));

        await("all are inhibited", () -> names(node, "--inhibited").equals(names(EFFECTS)));
        assertThat(names(node)).isEqualTo(names(told));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"critical, pager", "warning, chat", "info, chat"})
  void onlyWhatIsCriticalGoesToThePager(String severity, String receiver) throws IOException {
    Needs.tools(Tools.ALERTMANAGER);
    try (Lab lab = Lab.open()) {
      var file = "--config.file=" + configuration(lab);
      lab.run("amtool", "check-config", configuration(lab).toString());
      // The first line may be a warning.
      assertThat(
              lab.run("amtool", "config", "routes", "test", file, "severity=" + severity).lines())
          .last()
          .isEqualTo(receiver);
    }
  }

  private static Path configuration(Lab lab) throws IOException {
    Path copy = lab.directory().resolve("alertmanager.yml");
    if (Files.notExists(copy)) {
      Files.copy(Path.of("..", "examples", "monitoring", "alertmanager.yml"), copy);
    }
    return copy;
  }

  private static Daemon start(Lab lab, Node node) throws IOException {
    return node.start(
        "prometheus-alertmanager",
        "--config.file=" + configuration(lab),
        "--web.listen-address=127.0.0.1:9093",
        "--cluster.listen-address=",
        "--storage.path=" + lab.directory().resolve("alertmanager"));
  }

  private static void await(String what, Callable<Boolean> fact) {
    Awaitility.await(what).atMost(Lab.PATIENCE).until(fact);
  }

  private static void add(Node node, String alert) {
    List<String> command = new ArrayList<>(List.of("amtool", MANAGER));
    command.addAll(List.of("alert", "add"));
    command.addAll(List.of(alert.split(" ", -1)));
    node.run(command.toArray(String[]::new));
  }

  /** Returns the sorted names of the alerts that Alertmanager shows. */
  private static List<String> names(Node node, String... which) {
    List<String> command = new ArrayList<>(List.of("amtool", MANAGER));
    command.addAll(List.of("alert", "query", "-o", "simple"));
    command.addAll(List.of(which));
    return node.run(command.toArray(String[]::new))
        .lines()
        .skip(1)
        .map(line -> line.split(" ", 2)[0])
        .sorted()
        .toList();
  }

  private static List<String> names(List<String> alerts) {
    return alerts.stream().map(alert -> alert.split(" ", 2)[0]).sorted().toList();
  }
}
