package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests a pair that advertises every second and watches each other by BFD at 10 ms, multiplier 3.
 */
@Isolated("measures times")
final class FastFailoverIT {

  /**
   * A limit that allows for stalls of the machine; the benchmark measures the time on a quiet one.
   */
  private static final double GENEROUS_MILLIS = 250;

  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  /** The source addresses of the adverts, and the virtual addresses. */
  enum Wire {
    IPV4(PairLab.VIP, PairLab.VIP),
    IPV6(PairLab.VIP6, PairLab.VIP6_LINK_LOCAL + "\", \"" + PairLab.VIP6);

    private final String prefix;
    private final String addresses;

    Wire(String vip, String addresses) {
      this.prefix = vip;
      this.addresses = addresses;
    }

    IpAddress vip() {
      return IpPrefix.of(prefix).address();
    }

    /** Returns the source address of a node's adverts: over IPv6 its link-local address. */
    IpAddress source(Node node) {
      return node.addresses().stream()
          .filter(address -> address.family() == vip().family())
          .filter(address -> address.isLinkLocal() == (this == IPV6))
          .filter(address -> !LOOPBACK.equals(address))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Two agents, where a has the higher priority; both sessions are up and a is master. */
  private static final class Pair implements AutoCloseable {
    private final PairLab lab = PairLab.open();
    private final LabAgent a = new LabAgent(lab.a());
    private final LabAgent b = new LabAgent(lab.b());
    private final IpAddress sourceOfA;

    Pair(Wire wire) {
      sourceOfA = wire.source(lab.a());
      var sourceOfB = wire.source(lab.b());
      b.start(configuration(wire, 100, sourceOfB, sourceOfA));
      a.start(configuration(wire, 150, sourceOfA, sourceOfB));
      await(
          "a serves and is watched",
          () ->
              a.state("VI_1").equals("MASTER")
                  && b.state("VI_1").equals("BACKUP")
                  && said(b, "(peer) Entering Up state"));
    }

    private static String configuration(Wire wire, int priority, IpAddress ours, IpAddress theirs) {
      return """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            version: 3
            priority: %d
            addresses: ["%s"]
            fast-failover: [peer]
        real-time-priority: 50
      bfd:
        sessions:
          peer: { neighbour: "%s", source: "%s", interface: eth0, multiplier: 3 }
      """
          .formatted(priority, wire.addresses, theirs, ours);
    }

    static boolean said(LabAgent agent, String words) {
      return agent.log().stream().anyMatch(line -> line.contains(words));
    }

    void await(String fact, BooleanSupplier condition) {
      try {
        Awaitility.await(fact)
            .atMost(Lab.PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(condition::getAsBoolean);
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "not so: %s%na:%n%s%nb:%n%s"
                .formatted(fact, String.join("\n", a.log()), String.join("\n", b.log())),
            e);
      }
    }

    @Override
    public void close() {
      lab.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theAddressMovesInAFractionOfAnAdvertWhenTheMastersNodeDies(
      Wire wire, TestReporter reporter) {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair(wire);
        var client = LabProber.start(pair.lab.client(), wire.vip())) {
      client.awaitAnswered(Lab.PATIENCE);
      var struck = Instant.now();

      pair.lab.a().powerOff();

      pair.await("b serves", () -> pair.lab.b().holds(wire.vip()) && client.isAnswered());
      double outage = client.outageMillisSince(struck);
      reporter.publishEntry("outage in ms", Double.toString(outage));
      assertThat(outage).isPositive().isLessThan(GENEROUS_MILLIS);
      assertThat(
              Pair.said(pair.b, "MASTER STATE: master " + pair.sourceOfA + " could not be reached"))
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOrderlyStopClosesTheSessionToo(Wire wire) {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair(wire)) {
      pair.a.stop();
      pair.await("b serves", () -> pair.lab.b().holds(wire.vip()));
      pair.await(
          "b knows", () -> Pair.said(pair.b, "Down state: the neighbour has closed the session"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStalledBackupDoesNotConsiderItsMasterDead(Wire wire) {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair(wire)) {
      pair.b.freeze();
      pass(Duration.ofMillis(300));
      pair.b.thaw();

      pair.await(
          "b sees that the session is down", () -> Pair.said(pair.b, "Down state: the neighbour"));
      pass(Duration.ofSeconds(2));
      assertThat(pair.b.log()).noneMatch(line -> line.contains("Entering MASTER STATE"));
    }
  }

  private static void pass(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(Lab.PATIENCE)).until(() -> true);
  }
}
