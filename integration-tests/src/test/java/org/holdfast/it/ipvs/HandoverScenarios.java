package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.HeldThread;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that one director serves until the other does, with a table that is absent in a backup
 * ({@code standby: cold}).
 */
final class HandoverScenarios {

  private static final IpAddress ADDRESS = IpAddress.of(LvsLab.NAT);

  private static final String SERVERS =
      """
      virtual-servers:
        web:
          address: 10.9.0.100:80
          scheduler: rr
          instance: VI_1
          standby: cold
          check: {tcp: 80, interval: 500ms}
          real-servers: ["10.9.1.11", "10.9.1.12", "10.9.1.13"]
      """;

  private static final List<String> TABLE =
      List.of(
          "-A -t 10.9.0.100:80 -s rr",
          "-a -t 10.9.0.100:80 -r 10.9.1.11:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.12:80 -m -w 1",
          "-a -t 10.9.0.100:80 -r 10.9.1.13:80 -m -w 1");

  /** An interval of which a part is longer than the start of an agent in this kernel. */
  private static final Duration SELDOM = Duration.ofSeconds(20);

  private LvsLab lab;
  private Client client;

  @BeforeEach
  void open() {
    Needs.tools(Tools.HOLDFAST, Tools.IPVSADM);
    lab = LvsLab.open();
    client = lab.client();
    lab.start(SERVERS);
    awaitAll();
  }

  @AfterEach
  void close() {
    if (lab != null) {
      lab.close();
    }
  }

  private void awaitAll() {
    lab.awaitThat(
        "all serve",
        () ->
            assertThat(client.tcp(LvsLab.NAT, 80, 3)).containsExactlyInAnyOrder("s1", "s2", "s3"));
  }

  /** The addresses of a new master wait a second for a table that is not written by then. */
  @Test
  void anOrderlyStopServesUntilTheSuccessorHasWaitedForItsTable() {
    try (var prober = LabProber.start(lab.clientNode(), ADDRESS, Duration.ofMillis(10));
        var _ = HeldThread.of(lab.b().pid(), "ipvs")) {
      prober.awaitAnswered(Lab.PATIENCE);
      // A director that forwards keeps the probes until another has the address.
      lab.a().node().run("sysctl", "-qw", "net.ipv4.ip_forward=0");
      var stopped = Instant.now();
      lab.a().stop();
      lab.await("b has the address", () -> lab.b().node().holds(ADDRESS));
      prober.awaitAnswered(Lab.PATIENCE);
      assertThat(prober.gapsSince(stopped)).as(lab::logs).isEmpty();
      assertThat(lab.b().log()).anyMatch(line -> line.contains("not everything behind its addr"));
    }
    awaitAll();
  }

  /** With long intervals, so that the second run begins after the first one's successor may. */
  @Test
  void aRestartThatIsTooLateToResumeKeepsItsTableUntilThePeerServes() {
    for (var agent : List.of(lab.a(), lab.b())) {
      agent.configure(seldom(agent == lab.a() ? 150 : 100));
      agent.reload(); // a advertises at once
    }
    lab.a().kill();
    var outcomes = new ArrayList<String>();
    var done = new AtomicBoolean();
    var probing =
        CompletableFuture.runAsync(() -> {
          while (!done.get()) {
            outcomes.addAll(client.tcp(LvsLab.NAT, 80, 1));
          }
        });
    pass(SELDOM); // b tolerates the silence no longer

    lab.a().start(seldom(150));

    lab.await(
        "a serves on", () -> lab.a().log().stream().anyMatch(line -> line.contains("serving ")));
    lab.await("a's checks run", () -> lab.a().state("VI_1").equals("BACKUP"));
    if (!lab.b().node().holds(ADDRESS)) {
      assertThat(LvsLab.rules(lab.a().node())).isEqualTo(TABLE);
    }
    lab.await(
        "b serves alone", () -> lab.b().node().holds(ADDRESS) && !lab.a().node().holds(ADDRESS));
    awaitAll();
    done.set(true);
    probing.join();
    System.out.println("during a late restart: " + Client.count(outcomes));
    // A connection that b does not know when its packets arrive there may break off.
    assertThat(outcomes).as(lab::logs).doesNotContain(Client.REFUSED);
    assertThat(outcomes).filteredOn(Client.LOST::equals).as(lab::logs).hasSizeLessThan(2);
    lab.awaitTables(
        "a's table is gone",
        () -> {
          assertThat(LvsLab.rules(lab.a().node())).isEmpty();
          assertThat(LvsLab.rules(lab.b().node())).isEqualTo(TABLE);
        });
  }

  private static String seldom(int priority) {
    return LvsLab.instance(priority)
            .replace("300ms", SELDOM.toSeconds() + "s\n      down-timer-adverts: 1")
        + SERVERS;
  }

  private static void pass(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(Lab.PATIENCE)).until(() -> true);
  }
}
