package org.holdfast.it.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.it.lab.BfdPeer;
import org.holdfast.it.lab.BirdBfd;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.FrrBfd;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests Holdfast's BFD with FRR and BIRD as the other end. */
@Execution(ExecutionMode.CONCURRENT)
final class BfdIT {

  private static final int INTERVAL_MILLIS = 100;

  /** The implementation at the other end. */
  enum Make {
    FRR(Tools.FRR),
    BIRD(Tools.BIRD);

    private final Tools tool;

    Make(Tools tool) {
      this.tool = tool;
    }

    BfdPeer on(Node node) {
      return switch (this) {
        case FRR -> new FrrBfd(node);
        case BIRD -> new BirdBfd(node);
      };
    }
  }

  /** The distance to the other end, and the address family. */
  enum Path {
    IPV4("10.1.0.1", "10.1.0.2", false),
    IPV6("2001:db8:1::1", "2001:db8:1::2", false),
    IPV4_MULTIHOP("10.1.0.1", "10.2.0.2", true),
    IPV6_MULTIHOP("2001:db8:1::1", "2001:db8:2::2", true);

    private final String ours;
    private final String theirs;
    private final boolean multihop;

    Path(String ours, String theirs, boolean multihop) {
      this.ours = ours;
      this.theirs = theirs;
      this.multihop = multihop;
    }

    String configuration(String keys) {
      return """
      vrrp: {instances: {VI_1: {interface: eth0, virtual-router-id: 1}}}
      bfd:
        sessions:
          peer:
            neighbour: "%s"
            source: "%s"
            min-rx: %dms
            min-tx: %dms
            multiplier: 3
            multihop: %s%s
            %s
      """
          .formatted(
              theirs,
              ours,
              INTERVAL_MILLIS,
              INTERVAL_MILLIS,
              multihop,
              multihop
                  ? "\n      max-hops: 192"
                  : "", // BIRD sends TTL 64, and one router is passed
              keys);
    }

    BfdPeer.Terms terms() {
      return new BfdPeer.Terms(
          IpAddress.of(theirs), IpAddress.of(ours), "eth0", multihop, false, INTERVAL_MILLIS, 3);
    }
  }

  static Stream<Arguments> peers() {
    return Arrays.stream(Make.values())
        .flatMap(make -> Arrays.stream(Path.values()).map(path -> Arguments.of(make, path)));
  }

  /**
   * A session between the agent's node and the peer's node, which is on the same switch or behind a
   * router, with the assertions about it.
   */
  private static final class Session implements AutoCloseable {
    private final Lab lab = Lab.open();
    private final Switch near = lab.addSwitch("near");
    private final Node ours;
    private final Node theirs;
    private final Path path;
    private final LabAgent agent;
    private final BfdPeer peer;
    private final Capture capture;

    Session(Make make, Path path) {
      this.path = path;
      ours = lab.addNode("ours").attach(near, "eth0", "10.1.0.1/24", "2001:db8:1::1/64");
      theirs = path.multihop ? beyondARouter() : neighbour();
      agent = new LabAgent(ours);
      peer = make.on(theirs);
      capture = near.capture("bfd.pcap", "udp");
    }

    private Node neighbour() {
      return lab.addNode("theirs").attach(near, "eth0", "10.1.0.2/24", "2001:db8:1::2/64");
    }

    private Node beyondARouter() {
      var far = lab.addSwitch("far");
      var router =
          lab.addNode("router")
              .attach(near, "eth0", "10.1.0.254/24", "2001:db8:1::fe/64")
              .attach(far, "eth1", "10.2.0.254/24", "2001:db8:2::fe/64");
      router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward");
      router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding");
      var node = lab.addNode("theirs").attach(far, "eth0", "10.2.0.2/24", "2001:db8:2::2/64");
      route(ours, "10.2.0.0/24", "10.1.0.254", "2001:db8:2::/64", "2001:db8:1::fe");
      route(node, "10.1.0.0/24", "10.2.0.254", "2001:db8:1::/64", "2001:db8:2::fe");
      return node;
    }

    private static void route(Node node, String v4, String via4, String v6, String via6) {
      node.run("ip", "route", "add", v4, "via", via4);
      node.run("ip", "-6", "route", "add", v6, "via", via6);
    }

    /** Returns how often the session has entered a state since the agent's start. */
    long entered(String state) {
      return agent.log().stream().filter(l -> l.contains("(peer) Entering " + state)).count();
    }

    void awaitUp(int times) {
      await("up " + times, () -> entered("Up state") >= times && peer.isUp());
    }

    void awaitDown(int times, String why) {
      await(
          "down " + times + ": " + why,
          () ->
              entered("Down state") >= times
                  && agent.log().stream()
                      .anyMatch(l -> l.contains("(peer) Entering Down state: " + why)));
    }

    void await(String fact, BooleanSupplier condition) {
      try {
        Awaitility.await(fact)
            .atMost(Lab.PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(condition::getAsBoolean);
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "not so: %s%n%s%n%s%n%s"
                .formatted(fact, path, String.join("\n", agent.log()), peer.log()),
            e);
      }
    }

    @Override
    public void close() {
      lab.close();
    }
  }

  private static Session session(Make make, Path path) {
    Needs.tools(Tools.HOLDFAST, Tools.TSHARK, make.tool);
    return new Session(make, path);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("peers")
  void theSessionFollowsTheNeighboursLifeAndTheLinks(Make make, Path path) {
    try (var session = session(make, path)) {
      session.agent.start(path.configuration(""));
      session.peer.start(path.terms());
      session.awaitUp(1);

      session.peer.kill();
      session.awaitDown(1, "no packet for 300.0 ms");
      session.peer.start(path.terms());
      session.awaitUp(2);

      session.theirs.isolate("eth0");
      session.awaitDown(2, "no packet for");
      session.theirs.rejoin("eth0");
      session.awaitUp(3);

      session.agent.stop();
      session.await("the neighbour sees the session down", () -> !session.peer.isUp());
      session.agent.start(path.configuration(""));
      session.awaitUp(1);

      var pcap = session.capture.stop();
      assertThat(pcap.count("bfd && _ws.malformed")).isZero();
      assertThat(
              pcap.count(
                  "bfd.sta == 0 && ip.src == 10.1.0.1 || bfd.sta == 0 && ipv6.src =="
                      + " 2001:db8:1::1"))
          .as("our AdminDown packet")
          .isOne();
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("peers")
  void eitherEndMayWaitForTheOther(Make make, Path path) {
    try (var session = session(make, path)) {
      session.agent.start(path.configuration("passive: true"));
      session.peer.start(path.terms());
      session.awaitUp(1);
      session.agent.stop();
      session.peer.kill();

      session.peer.start(path.terms().waiting());
      session.agent.start(path.configuration(""));
      session.awaitUp(1);
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("peers")
  void theNeighboursNewRateIsNegotiatedByPollAndFinalWithoutAGap(Make make, Path path) {
    try (var session = session(make, path)) {
      session.agent.start(path.configuration(""));
      session.peer.start(path.terms());
      session.awaitUp(1);

      session.peer.change(path.terms().withIntervalMillis(400));
      var quiet = Duration.ofSeconds(4);
      Awaitility.await().pollDelay(quiet).atMost(quiet.plus(Lab.PATIENCE)).until(() -> true);

      assertThat(session.entered("Down state")).isZero();
      assertThat(session.peer.isUp()).isTrue();
      var pcap = session.capture.stop();
      var ours = "(ip.src == %s)".formatted(path.ours);
      var theirs = "(ip.src == %s)".formatted(path.theirs);
      if (path.ours.contains(":")) {
        ours = ours.replace("ip.", "ipv6.");
        theirs = theirs.replace("ip.", "ipv6.");
      }
      var slower = " && bfd.required_min_rx_interval == 400000";
      assertThat(pcap.count(theirs + " && bfd.flags.p == 1" + slower))
          .as("packets with the poll bit")
          .isPositive();
      assertThat(pcap.count(ours + " && bfd.flags.f == 1"))
          .as("our packets with the final bit")
          .isPositive();
      List<Double> spans = pcap.spansMillis(ours + " && bfd.flags.f == 0 && bfd.sta == 3");
      assertThat(spans.subList(spans.size() - 3, spans.size()))
          .allSatisfy(span -> assertThat(span).isBetween(290.0, 1000.0));
    }
  }
}
