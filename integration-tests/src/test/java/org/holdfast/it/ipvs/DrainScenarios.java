package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests the orders that an operator gives for a server, as seen in the kernel's table and by
 * clients.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DrainScenarios {

  private static final String VIRTUAL_SERVERS =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: rr
          real-servers: ["10.9.1.11", "10.9.1.12"]
      """;

  private static final String FIRST = "10.9.1.11:80";

  private LvsLab lab;
  private Client client;
  private LabAgent agent;
  private Node director;

  @BeforeAll
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM);
    lab = LvsLab.open();
    client = lab.client();
    agent = lab.a();
    director = agent.node();
    // A connection whose server was removed would else count for minutes, in the next tests too.
    director.run("sysctl", "-qw", "net.ipv4.vs.expire_nodest_conn=1");
    director.run("ip", "addr", "add", LvsLab.NAT + "/24", "dev", "eth0");
    director.run("ip", "addr", "add", LvsLab.GATEWAY + "/24", "dev", "eth1");
  }

  @AfterAll
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void end() {
    agent.close();
    agent.forgetOrders();
    director.run("ipvsadm", "-C");
  }

  private void awaitServers(String... servers) {
    lab.awaitTables(
        "the servers",
        () ->
            assertThat(LvsLab.rules(director))
                .filteredOn(rule -> rule.startsWith("-a"))
                .isEqualTo(List.of(servers)));
  }

  private static String rule(String server, int weight) {
    return "-a -t 10.9.0.100:80 -r " + server + " -m -w " + weight;
  }

  private Client.Connection connectToFirst() throws IOException {
    while (true) {
      var connection = client.connect(LvsLab.NAT, 80);
      if (connection.server().equals("s1")) {
        return connection;
      }
      connection.close();
    }
  }

  /** Ends the connection by a reset; the kernel removes its entry after ten seconds. */
  private static void reset(Client.Connection connection) throws IOException {
    connection.socket().setSoLinger(true, 0);
    connection.close();
  }

  @Test
  void aDrainedServerKeepsItsConnectionsAndIsRemovedWithTheLastOne() throws IOException {
    agent.start(VIRTUAL_SERVERS);
    awaitServers(rule(FIRST, 1), rule("10.9.1.12:80", 1));
    var open = connectToFirst();

    assertThat(agent.order("drain", "web", FIRST, "--deadline", "10m", "--reason", "deploy"))
        .startsWith("web/10.9.1.11:80 is being drained by root: deploy, until ");
    awaitServers(rule(FIRST, 0), rule("10.9.1.12:80", 1));
    assertThat(Client.count(client.tcp(LvsLab.NAT, 80, 4))).isEqualTo(Map.of("s2", 4));
    assertThat(open.ask("still here")).isEqualTo("s1 still here");
    lab.await(
        "the drain is shown",
        () -> agent.table().contains("being drained by root: deploy, 1 connection left"));

    agent.kill();
    agent.start(VIRTUAL_SERVERS);
    lab.await("it runs", () -> agent.repairs() >= 0);
    awaitServers(rule(FIRST, 0), rule("10.9.1.12:80", 1));
    assertThat(open.ask("and here")).isEqualTo("s1 and here");

    reset(open);
    awaitServers(rule("10.9.1.12:80", 1));
    agent.order("enable", "web", FIRST);
    awaitServers(rule(FIRST, 1), rule("10.9.1.12:80", 1));
  }

  @Test
  void aDrainedServerIsRemovedAtItsDeadlineEvenWithConnections() throws IOException {
    agent.start(VIRTUAL_SERVERS);
    awaitServers(rule(FIRST, 1), rule("10.9.1.12:80", 1));
    try (var open = connectToFirst()) {
      agent.order("drain", "web", FIRST, "--for", "5s");
      awaitServers(rule(FIRST, 0), rule("10.9.1.12:80", 1));
      assertThat(open.ask("still here")).isEqualTo("s1 still here");
      awaitServers(rule("10.9.1.12:80", 1));
    }
  }

  @Test
  void aWeightHoldsUntilItIsTakenBack() {
    agent.start(VIRTUAL_SERVERS);
    awaitServers(rule(FIRST, 1), rule("10.9.1.12:80", 1));
    agent.order("weight", "web", FIRST, "7");
    awaitServers(rule(FIRST, 7), rule("10.9.1.12:80", 1));
    agent.stop();
    agent.start(VIRTUAL_SERVERS);
    awaitServers(rule(FIRST, 7), rule("10.9.1.12:80", 1));
    agent.order("weight", "web", FIRST, "--default");
    awaitServers(rule(FIRST, 1), rule("10.9.1.12:80", 1));
  }
}
