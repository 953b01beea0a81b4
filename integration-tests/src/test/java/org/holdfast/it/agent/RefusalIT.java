package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the agent refuses what it cannot do with one line and the documented status, and
 * changes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalIT {

  private static final String GOOD =
      """
      router-id: lvs1
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            advertisement-interval: 100ms
            version: 3
            addresses: [10.9.0.100/24]
      """;

  private static final List<String> WITHOUT_RAW_SOCKETS =
      List.of("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw");

  private PairLab lab;
  private Node node;
  private Path directory;

  @BeforeAll
  void openLab() {
    Needs.tools(Tools.HOLDFAST);
    lab = PairLab.open();
    node = lab.a();
    directory = node.lab().directory();
  }

  @AfterAll
  void closeLab() {
    if (lab != null) {
      lab.close();
    }
  }

  record Refusal(
      String name,
      String configuration,
      String socket,
      List<String> prefix,
      int status,
      String says) {
    @Override
    public String toString() {
      return name;
    }

    private static Refusal of(String name, String configuration, int status, String says) {
      return new Refusal(name, configuration, "control.sock", List.of(), status, says);
    }

    private static Refusal ofSocket(String name, String socket, int status, String says) {
      return new Refusal(name, GOOD, socket, List.of(), status, says);
    }
  }

  static Stream<Refusal> refusals() {
    return Stream.of(
        Refusal.of("missing file", "", 2, "no such file"),
        Refusal.of(
            "one VRID twice on a link",
            GOOD
                + """
                    VI_2:
                      interface: eth0
                      virtual-router-id: 51
                      version: 3
                      addresses: [10.9.0.101/24]
                """,
            2,
            "VI_2: has virtual-router-id 51 on eth0 as VI_1 has"),
        Refusal.of(
            "a VIP that is no address", GOOD.replace("10.9.0.100", "10.9.0.300"), 2, "10.9.0.300"),
        new Refusal(
            "no CAP_NET_RAW",
            GOOD,
            "control.sock",
            WITHOUT_RAW_SOCKETS,
            4,
            "CAP_NET_RAW is missing"),
        Refusal.ofSocket(
            "an unwritable directory", "/proc/holdfast/control.sock", 1, "/proc/holdfast"),
        Refusal.ofSocket("too long a path", "x".repeat(108), 2, "(expected: 1..107)"),
        Refusal.ofSocket("a file in the way", "/etc/hostname", 2, "another file is in its place"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void aRefusalPrintsOneErrorAndChangesNothing(Refusal refusal) throws IOException {
    Path file = directory.resolve("holdfast.yaml");
    Files.deleteIfExists(file);
    if (!refusal.configuration().isEmpty()) {
      Files.writeString(file, refusal.configuration());
    }
    String before = facts();
    List<String> command = new ArrayList<>(refusal.prefix());
    command.addAll(run(file, directory.resolve(refusal.socket())));

    Daemon agent = node.start(command.toArray(String[]::new));

    assertThat(agent.exitStatus()).as(agent.log()).isEqualTo(refusal.status());
    assertThat(afterTheFirst(agent))
        .singleElement()
        .asString()
        .contains(" ERROR ")
        .contains(refusal.says())
        .doesNotContain("Exception");
    assertThat(facts()).isEqualTo(before);
  }

  /** Returns the lines after the first one, which every log begins with. */
  private static List<String> afterTheFirst(Daemon agent) {
    List<String> lines = agent.log().lines().toList();
    assertThat(lines).first().asString().contains(" INFO  Starting Holdfast ");
    return lines.subList(1, lines.size());
  }

  @Test
  void aSecondAgentOnTheSameSocketLeavesTheFirstAlone() throws IOException {
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), GOOD);
    Path socket = directory.resolve("second/control.sock");
    try (Daemon first = node.start(run(file, socket).toArray(String[]::new))) {
      awaitAnswer(socket, first);

      Daemon second = node.start(run(file, socket).toArray(String[]::new));

      assertThat(second.exitStatus()).as(second.log()).isEqualTo(5);
      assertThat(afterTheFirst(second))
          .singleElement()
          .asString()
          .endsWith("ERROR another agent runs on " + socket);
      assertThat(first.isRunning()).isTrue();
      awaitAnswer(socket, first);
      assertThat(first.stop()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalEndsItInOrder(String signal) throws IOException {
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), GOOD);
    Path socket = directory.resolve("signal/control.sock");
    // In a background process of a shell, SIGINT is ignored by default.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.addAll(run(file, socket));
    String addresses = node.run("ip", "-br", "addr");
    try (Daemon agent = node.start(command.toArray(String[]::new))) {
      Awaitility.await()
          .atMost(Lab.PATIENCE)
          .failFast("the agent ended", () -> !agent.isRunning())
          .until(() -> agent.log().contains("Entering MASTER STATE"));
      String pid = String.valueOf(Answers.report(awaitAnswer(socket, agent)).pid());

      node.run("kill", "-" + signal, pid);

      assertThat(agent.exitStatus()).as(agent.log()).isZero();
      assertThat(agent.log())
          .contains("Stopping", "(VI_1) sent 0 priority", "(VI_1) removing VIPs.");
      assertThat(node.run("ip", "-br", "addr")).isEqualTo(addresses);
      assertThat(socket).doesNotExist();
    }
  }

  private String awaitAnswer(Path socket, Daemon agent) {
    String[] status = {
      launcher().toString(), "status", "--json", "--control-socket", socket.toString()
    };
    Awaitility.await()
        .atMost(Lab.PATIENCE)
        .failFast("the agent ended", () -> !agent.isRunning())
        .until(() -> node.succeeds(status));
    return node.run(status);
  }

  private static List<String> run(Path configuration, Path socket) {
    return List.of(
        launcher().toString(),
        "run",
        "-c",
        configuration.toString(),
        "--control-socket",
        socket.toString());
  }

  /** Returns the addresses, the raw and packet sockets, and the files. */
  private String facts() {
    return node.run(
        "sh",
        "-c",
        "ip -br addr; cat /proc/net/raw /proc/net/raw6 /proc/net/packet; cat /etc/hostname;"
            + " find \"$1\" /run -printf '%p %s\\n' | sort",
        "facts",
        directory.toString());
  }
}
