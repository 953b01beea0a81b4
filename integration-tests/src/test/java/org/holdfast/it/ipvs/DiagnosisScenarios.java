package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what {@code explain} and {@code doctor} say of a pair with a real IPVS table. */
final class DiagnosisScenarios {

  private static final String FIRST = "10.9.1.11:80";
  private static final String SECOND = "10.9.1.12:80";
  private static final String THIRD = "10.9.1.13:80";

  private static final String SERVICES =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: wrr
          instance: VI_1
          check: {tcp: 80, interval: 500ms, timeout: 1s, retries: 0}
          real-servers:
            - {address: 10.9.1.11, weight: 2}
            - {address: 10.9.1.12, weight: 1, upper-threshold: 2}
            - {address: 10.9.1.13, weight: 1}
      """;

  private final List<Client.Connection> connections = new ArrayList<>();
  private LvsLab lab;
  private Client client;
  private LabAgent a;
  private LabAgent b;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM);
    lab = LvsLab.open();
    client = lab.client();
    a = lab.a();
    b = lab.b();
    b.start(configuration(100));
    lab.await("b is master", () -> b.state("VI_1").equals("MASTER")); // so that a hears it
    a.start(configuration(150));
    lab.await(
        "a is master of both, b backup",
        () ->
            a.state("VI_1").equals("MASTER")
                && a.state("VI_2").equals("MASTER")
                && b.state("VI_1").equals("BACKUP"));
    lab.awaitThat(
        "all serve",
        () ->
            assertThat(client.tcp(LvsLab.NAT, 80, 4))
                .containsExactlyInAnyOrder("s1", "s1", "s2", "s3"));
  }

  @AfterEach
  void close() throws IOException {
    for (var connection : connections) {
      connection.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  private static String configuration(int priority) {
    var onTheBack =
        """
            VI_2:
              interface: eth1
              virtual-router-id: 52
              version: 3
              priority: %d
              advertisement-interval: 300ms
              addresses: [10.9.1.101/24]
          sync-groups:
            VG_1: {instances: [VI_1, VI_2]}
        """
            .formatted(priority);
    return LvsLab.instance(priority) + onTheBack + SERVICES;
  }

  private void connect(int times) {
    for (int i = 0; i < times; i++) {
      connections.add(client.connect(LvsLab.NAT, 80));
    }
  }

  private static String doctor(LabAgent agent) {
    var directory = agent.node().lab().directory().resolve(agent.node().name());
    return agent
        .node()
        .run(
            "sh",
            "-c",
            "\"$@\" || [ $? = 1 ]",
            "doctor",
            HoldfastDirector.launcher().toString(),
            "doctor",
            "-c",
            directory.resolve("holdfast.yaml").toString(),
            "--control-socket",
            directory.resolve("control.sock").toString());
  }

  @Test
  void aPairAndItsServersAreExplained() {
    assertThat(a.ask("explain", "web"))
        .isEqualTo(
            """
            web is up: 3 of 3 servers, total weight 4; the quorum needs 1
              scheduler wrr: each server in turn, by weight; long connections do not matter
            """);
    assertThat(b.ask("explain", "web", FIRST))
        .startsWith(
            "web/10.9.1.11:80 gets no new connections from this director: VI_1 is BACKUP here");
    assertThat(a.ask("explain", "VI_1"))
        .contains(
            "a fault or a better router of another instance in sync group VG_1",
            "  10.9.0.2 would take over: ");
    assertThat(a.ask("explain", "VG_1"))
        .startsWith("Sync group VG_1 is master with all its members: VI_1, VI_2\n");
    assertThat(b.ask("explain", "VG_1"))
        .startsWith(
            "Sync group VG_1 is BACKUP: VI_1 still hears 10.9.0.1; VI_2 still hears 10.9.1.1\n")
        .contains("  VI_2: a priority above 150, by configuration or by its tracks\n");

    connect(8);
    assertThat(a.ask("explain", "web", FIRST))
        .containsPattern("^web/10.9.1.11:80 gets connections: weight 2, [3-6] active and ");
    assertThat(a.ask("explain", "web", SECOND))
        .containsPattern("gets no new connections: it has [23], its upper threshold is 2\n")
        .contains("  with 2 connections it gets no new ones until it has fewer than 2\n");

    a.order("drain", "web", FIRST, "--reason", "release 7");
    assertThat(a.ask("explain", "web", FIRST))
        .startsWith("web/10.9.1.11:80 gets no new connections: its weight is 0\n")
        .contains(
            "  an order holds: being drained by root: release 7, ",
            "  its weight is 0, and 2 is configured\n")
        .doesNotContain("scheduler");

    lab.kill(3);
    lab.await("s3 is down", () -> a.table().contains("not in the table"));
    assertThat(a.ask("explain", "web", THIRD))
        .isEqualTo(
            """
            web/10.9.1.13:80 gets no connections: it is not in the kernel's table
              down: tcp 10.9.1.13:80: connection refused
            """);
    assertThat(a.ask("explain", "web"))
        .startsWith("web is up: 2 of 3 servers, total weight 1; the quorum needs 1\n")
        .contains("  10.9.1.13:80 is down: tcp 10.9.1.13:80: connection refused\n");
    assertThat(a.refusal("drain", "web", SECOND))
        .isEqualTo(
            "holdfast: this order takes web below its quorum: the servers that are up then weigh 0"
                + " together, and the quorum is 1; there is no sorry server, so no server gets new"
                + " connections; nothing was ordered; --force orders it anyway");
  }

  @Test
  void unevenConnectionsAreFoundAndAnswersThatComeBackAreNoFault() {
    a.order("drain", "web", SECOND);
    a.order("weight", "web", THIRD, "0");
    lab.awaitThat(
        "only s1 gets connections",
        () -> assertThat(client.tcp(LvsLab.NAT, 80, 2)).containsOnly("s1"));
    connect(45);
    a.order("weight", "web", THIRD, "--default");
    lab.awaitThat(
        "s3 gets some again", () -> assertThat(client.tcp(LvsLab.NAT, 80, 4)).contains("s3"));

    var uneven = "uneven: 10.9.1.13:80 has 0 % of the active connections and 33 % of the weight";
    assertThat(a.ask("explain", "web")).contains("  " + uneven + "\n");
    var findings = doctor(a);
    assertThat(findings)
        .contains("SHOULD BE MENDED\n", "warning  scheduling: web: " + uneven + "\n")
        .contains("  mend   holdfast explain web\n")
        .contains("ok       removed-servers: net.ipv4.vs.expire_nodest_conn is 0: ")
        .doesNotContain("no answer comes back");
    assertThat(doctor(b)).doesNotContain("scheduling: ", "no answer comes back");
  }
}
