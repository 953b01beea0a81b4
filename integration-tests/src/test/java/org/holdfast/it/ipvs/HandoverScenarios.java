package org.holdfast.it.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
}
