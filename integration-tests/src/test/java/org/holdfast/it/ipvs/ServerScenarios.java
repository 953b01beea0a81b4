package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * Tests one agent alone: its table follows the checks, stays as wanted, and is removed as
 * configured.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerScenarios {

  private static final String VIRTUAL_SERVERS =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: rr
          quorum: 2
          check: {tcp: 80, interval: 300ms, timeout: 1s, retries: 1, retry-delay: 100ms}
          sorry-server: 10.9.1.11:8090
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
        names:
          address: 10.9.0.100:53
          protocol: udp
          scheduler: wrr
          real-servers: ["10.9.1.11", {address: 10.9.1.12, weight: 2}]
      """;

  private static final List<String> TABLE =
      List.of(
          "-A -t 10.9.0.100:80 -s rr",
          "-A -u 10.9.0.100:53 -s wrr",
          "-a -t 10.9.0.100:80 -r 10.9.1.11:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.13:80 -m -w 1",
          "-a -u 10.9.0.100:53 -r 10.9.1.11:53 -m -w 1",
          "-a -u 10.9.0.100:53 -r 10.9.1.12:53 -m -w 2");

  private static final List<String> FOREIGN =
      List.of("-A -t 10.99.0.1:80 -s sh -p 60", "-a -t 10.99.0.1:80 -r 10.9.1.12:80 -g -w 4");

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
    director.run("ipvsadm", "-C");
  }

  private void start(String more) {
    agent.start(VIRTUAL_SERVERS + more);
    awaitTable(TABLE);
  }

  private void awaitTable(List<String> rules) {
    lab.awaitTables("the table", () -> assertThat(LvsLab.rules(director)).isEqualTo(rules));
  }

  private static List<String> without(List<String> rules, String part) {
    return rules.stream().filter(rule -> !rule.contains(part)).toList();
  }

  @Test
  void afterAKillServersStayAsTheyWereUntilTheirChecksHaveBeenRun() {
    start("");
    lab.kill(2);
    var left = without(TABLE, "-t 10.9.0.100:80 -r 10.9.1.12:");
    awaitTable(left);
    agent.kill();
    assertThat(LvsLab.rules(director)).isEqualTo(left);

    var undecided =
        VIRTUAL_SERVERS.replace(
            "check: {tcp: 80, interval: 300ms, timeout: 1s, retries: 1, retry-delay: 100ms}",
            "check: {script: {command: /bin/sleep 600}, timeout: 10m, warmup: 0s, start: down}");
    agent.start(undecided);
    lab.awaitThat("an answer", () -> assertThat(agent.report()).isPresent());
    lab.awaitThat(
        "the servers as an earlier life left them",
        () ->
            assertThat(agent.table())
                .containsPattern("10.9.1.11:80 +up since .*weight 1")
                .containsPattern("10.9.1.12:80 +DOWN since .*not in the table.*not run yet")
                .containsPattern("10.9.1.13:80 +up since .*weight 1"));
    assertThat(LvsLab.rules(director)).isEqualTo(left);
    lab.revive(2);
  }

  @Test
  void theTableFollowsTheServersToTheSorryServerAndBack() {
    start("");
    lab.kill(2);
    awaitTable(without(TABLE, "-t 10.9.0.100:80 -r 10.9.1.12:"));
    assertThat(Client.count(client.tcp(LvsLab.NAT, 80, 6))).isEqualTo(Map.of("s1", 3, "s3", 3));

    lab.kill(3);
    lab.awaitTables(
        "the sorry server alone serves",
        () ->
            assertThat(LvsLab.rules(director))
                .filteredOn(rule -> rule.startsWith("-a -t"))
                .containsExactly("-a -t 10.9.0.100:80 -r 10.9.1.11:8090 -m -w 1"));
    assertThat(Client.count(client.tcp(LvsLab.NAT, 80, 4))).isEqualTo(Map.of("sorry", 4));

    lab.revive(2);
    lab.revive(3);
    awaitTable(TABLE);
    assertThat(Client.count(client.tcp(LvsLab.NAT, 80, 6)))
        .isEqualTo(Map.of("s1", 2, "s2", 2, "s3", 2));
    assertThat(agent.log())
        .anyMatch(line -> line.contains("Lost quorum"))
        .anyMatch(line -> line.contains("Gained quorum"));
  }

  @Test
  void foreignChangesToTheTableAreCorrectedReportedAndCounted() {
    Ipvsadm.on(director, FOREIGN);
    agent.start(VIRTUAL_SERVERS);
    var all = Stream.concat(TABLE.stream(), FOREIGN.stream()).sorted().toList();
    awaitTable(all);
    assertThat(agent.repairs()).isZero();

    mends("-d -t 10.9.0.100:80 -r 10.9.1.12:80", all, "server 10.9.1.12:80 is missing");
    mends(
        "-e -u 10.9.0.100:53 -r 10.9.1.12:53 -m -w 9",
        all,
        "server 10.9.1.12:53 has weight 9 (expected: 2)");
    mends("-D -u 10.9.0.100:53", all, "UDP 10.9.0.100:53");
    mends("-E -t 10.9.0.100:80 -s wlc", all, "scheduler wlc (expected: rr)");
    mends("-a -t 10.9.0.100:80 -r 10.9.1.99:80", all, "server 10.9.1.99:80 is not ours");
    director.run("ipvsadm", "-C");
    awaitTable(TABLE); // the agent does not touch foreign entries
    lab.await("both services are counted", () -> agent.repairs() == 7);
  }

  @Test
  void theServicesOfADeadAgentAreRemovedAndOthersStay() {
    Ipvsadm.on(director, FOREIGN);
    agent.start(VIRTUAL_SERVERS);
    awaitTable(Stream.concat(TABLE.stream(), FOREIGN.stream()).sorted().toList());
    agent.kill();

    assertThat(agent.release()).contains("IPVS services: 2");
    awaitTable(FOREIGN);
    assertThat(agent.release()).contains("IPVS services: 0");
  }

  @Test
  void aCrashInTheMiddleOfAReloadLeavesNoServiceThatTheReleaseDoesNotKnow() {
    Ipvsadm.on(director, FOREIGN);
    agent.start(VIRTUAL_SERVERS);
    var before = Stream.concat(TABLE.stream(), FOREIGN.stream()).sorted().toList();
    awaitTable(before);

    agent.configure("virtual-servers:\n" + services(200));
    agent.hangUp();
    lab.await("the table changes", () -> !LvsLab.rules(director).equals(before));
    agent.kill();

    agent.release();
    assertThat(LvsLab.rules(director)).isEqualTo(FOREIGN);
  }

  private static String services(int count) {
    return IntStream.range(0, count)
        .mapToObj(number ->
            "  s%d: {address: 10.9.0.100:%d, real-servers: [10.9.1.13]}%n"
                .formatted(number, 2000 + number))
        .collect(Collectors.joining());
  }

  /** Asks the kernel, by sysrq, to end the process that it would end first for want of memory. */
  @Test
  void anAgentThatTheKernelKillsForWantOfMemoryIsStartedAgain() {
    agent.startSupervised(VIRTUAL_SERVERS);
    awaitTable(TABLE);
    long pid = agent.supervisedPid();

    director.run("sh", "-c", "echo 1000 >/proc/" + pid + "/oom_score_adj");
    director.run("sh", "-c", "echo f >/proc/sysrq-trigger");

    lab.await("another agent runs", () -> agent.supervisedPid() != pid && agent.repairs() >= 0);
    awaitTable(TABLE);
    assertThat(agent.log())
        .anyMatch(line ->
            line.endsWith(
                "was killed by SIGKILL, probably by the kernel, which has run out of memory:"
                    + " starting it again"));
    agent.stop();
  }

  @Test
  void theNextAgentRemovesTheServicesOfADeadOneThatItDoesNotConfigure() {
    Ipvsadm.on(director, FOREIGN);
    agent.start(VIRTUAL_SERVERS);
    awaitTable(Stream.concat(TABLE.stream(), FOREIGN.stream()).sorted().toList());
    agent.kill();

    agent.start(
        """
        virtual-servers:
          more: {address: 10.9.0.100:81, real-servers: [10.9.1.13]}
        """);
    var its =
        Stream.of("-A -t 10.9.0.100:81 -s wlc", "-a -t 10.9.0.100:81 -r 10.9.1.13:81 -m -w 1");
    awaitTable(Stream.concat(its, FOREIGN.stream()).sorted().toList());
  }

  private void mends(String damage, List<String> rules, String words) {
    long before = agent.repairs();
    director.run(("ipvsadm " + damage).split(" ", -1));
    awaitTable(rules);
    assertThat(agent.log()).anyMatch(line -> line.contains("repairing") && line.contains(words));
    lab.await("it is counted", () -> agent.repairs() == before + 1);
  }

  @Test
  void aReloadWritesWhatDiffersAndTouchesNothingElse() {
    start("");
    assertThat(client.tcp(LvsLab.NAT, 80, 6)).doesNotContain(Client.LOST, Client.REFUSED);
    lab.await("the kernel has counted them", () -> connections("10.9.0.100:80").equals("6"));

    agent.configure(
        VIRTUAL_SERVERS.replace("weight: 2", "weight: 7")
            + "  more:\n    address: 10.9.0.100:81\n    real-servers: [10.9.1.13]\n");
    assertThat(agent.reload().changes())
        .containsExactly(
            "virtual-servers.names.real-servers[10.9.1.12].weight 2 -> 7",
            "+ virtual-servers.more");
    var changed =
        Stream.concat(
                TABLE.stream().map(rule -> rule.replace("-w 2", "-w 7")),
                Stream.of(
                    "-A -t 10.9.0.100:81 -s wlc", "-a -t 10.9.0.100:81 -r 10.9.1.13:81 -m -w 1"))
            .sorted()
            .toList();
    awaitTable(changed);
    assertThat(connections("10.9.0.100:80")).isEqualTo("6"); // not reset to 0

    agent.configure(VIRTUAL_SERVERS);
    assertThat(agent.reload().errors()).isEmpty();
    awaitTable(TABLE);
    assertThat(connections("10.9.0.100:80")).isEqualTo("6");
    assertThat(agent.repairs()).isZero();
  }

  /**
   * Returns the number of connections that the kernel has counted for a TCP service since it was
   * created.
   */
  private String connections(String service) {
    return director
        .run("ipvsadm", "-Ln", "--stats", "-t", service)
        .lines()
        .filter(line -> line.startsWith("TCP"))
        .map(line -> line.split("\\s+", -1)[2])
        .findFirst()
        .orElse("none");
  }

  @Test
  void aStopWithdrawsKeepsOrFlushesAsConfigured() {
    Ipvsadm.on(director, FOREIGN);
    agent.start(VIRTUAL_SERVERS);
    lab.awaitTables(
        "all is written", () -> assertThat(LvsLab.rules(director)).hasSize(TABLE.size() + 2));
    agent.stop();
    assertThat(LvsLab.rules(director)).isEqualTo(FOREIGN);

    agent.start(VIRTUAL_SERVERS + "ipvs: {on-stop: keep}\n");
    lab.awaitTables(
        "all is written", () -> assertThat(LvsLab.rules(director)).hasSize(TABLE.size() + 2));
    agent.stop();
    assertThat(LvsLab.rules(director)).containsAll(TABLE).containsAll(FOREIGN);

    agent.start(VIRTUAL_SERVERS + "ipvs: {on-stop: flush}\n");
    lab.await("it runs", () -> agent.repairs() >= 0);
    agent.stop();
    assertThat(LvsLab.rules(director)).isEmpty();
  }
}
