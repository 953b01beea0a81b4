package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;

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

  /** Each has an instance and a session with its name. */
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

  /**
   * Two agents, where a has the higher priority over both families; all sessions are up and a is
   * master. The two families share the pair because its start takes several adverts.
   */
  private static final class Pair implements AutoCloseable {
    private final PairLab lab = PairLab.open();
    private final LabAgent a = new LabAgent(lab.a());
    private final LabAgent b = new LabAgent(lab.b());
    private final Map<Wire, IpAddress> sourcesOfA = sources(lab.a());

    Pair() {
      var sourcesOfB = sources(lab.b());
      b.start(configuration(100, sourcesOfB, sourcesOfA));
      a.start(configuration(150, sourcesOfA, sourcesOfB));
      await(
          "a serves and is watched",
          () ->
              all(wire ->
                  a.state(wire.name()).equals("MASTER")
                      && b.state(wire.name()).equals("BACKUP")
                      && said(b, "(" + wire + ") Entering Up state")));
    }

    private static Map<Wire, IpAddress> sources(Node node) {
      var sources = new EnumMap<Wire, IpAddress>(Wire.class);
      for (var wire : Wire.values()) {
        sources.put(wire, wire.source(node));
      }
      return sources;
    }

    private static String configuration(
        int priority, Map<Wire, IpAddress> ours, Map<Wire, IpAddress> theirs) {
      var instances = new StringBuilder();
      var sessions = new StringBuilder();
      for (var wire : Wire.values()) {
        instances.append(
            """
                %1$s:
                  interface: eth0
                  virtual-router-id: 51
                  version: 3
                  priority: %2$d
                  addresses: ["%3$s"]
                  fast-failover: [%1$s]
            """
                .formatted(wire, priority, wire.addresses));
        sessions.append(
            "    %s: { neighbour: \"%s\", source: \"%s\", interface: eth0, multiplier: 3 }\n"
                .formatted(wire, theirs.get(wire), ours.get(wire)));
      }
      return "vrrp:\n  real-time-priority: 50\n  instances:\n%sbfd:\n  sessions:\n%s"
          .formatted(instances, sessions);
    }

    boolean all(Predicate<Wire> fact) {
      return Stream.of(Wire.values()).allMatch(fact);
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

  @Test
  void theAddressesMoveInAFractionOfAnAdvertWhenTheMastersNodeDies(TestReporter reporter) {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair();
        var ipv4 = LabProber.start(pair.lab.client(), Wire.IPV4.vip());
        var ipv6 = LabProber.start(pair.lab.client(), Wire.IPV6.vip())) {
      var clients = Map.of(Wire.IPV4, ipv4, Wire.IPV6, ipv6);
      clients.values().forEach(client -> client.awaitAnswered(Lab.PATIENCE));
      var struck = Instant.now();

      pair.lab.a().powerOff();

      clients.forEach((wire, client) -> {
        pair.await(
            "b serves over " + wire, () -> pair.lab.b().holds(wire.vip()) && client.isAnswered());
        double outage = client.outageMillisSince(struck);
        reporter.publishEntry("outage over " + wire + " in ms", Double.toString(outage));
        assertThat(outage).as("over %s", wire).isPositive().isLessThan(GENEROUS_MILLIS);
        assertThat(pair.b.log())
            .anyMatch(line ->
                line.contains(
                    "MASTER STATE: master " + pair.sourcesOfA.get(wire) + " could not be reached"));
      });
    }
  }

  @Test
  void anOrderlyStopClosesTheSessionsToo() {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair()) {
      pair.a.stop();
      pair.await("b serves", () -> pair.all(wire -> pair.lab.b().holds(wire.vip())));
      pair.await(
          "b knows",
          () -> pair.all(wire -> isDown(pair, wire, "the neighbour has closed the session")));
    }
  }

  @Test
  void aStalledBackupDoesNotConsiderItsMasterDead() {
    Needs.tools(Tools.HOLDFAST);
    try (var pair = new Pair()) {
      pair.b.freeze();
      pass(Duration.ofMillis(300));
      pair.b.thaw();

      pair.await(
          "b sees that the sessions are down",
          () -> pair.all(wire -> isDown(pair, wire, "the neighbour")));
      pass(Duration.ofSeconds(2));
      assertThat(pair.b.log()).noneMatch(line -> line.contains("Entering MASTER STATE"));
    }
  }

  /** Returns whether b has seen its session over this family go down, for a reason like this. */
  private static boolean isDown(Pair pair, Wire wire, String reason) {
    return Pair.said(pair.b, "(" + wire + ") Entering Down state: " + reason);
  }

  private static void pass(Duration time) {
    Awaitility.await().pollDelay(time).atMost(time.plus(Lab.PATIENCE)).until(() -> true);
  }
}
