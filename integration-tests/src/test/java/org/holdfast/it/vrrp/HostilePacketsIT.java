package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Flood;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.VrrpFrame;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Tests that hostile packets on the link cost only CPU time and counters, never a transition or
 * memory.
 */
@Isolated("uses all the CPU that there is, and measures times")
final class HostilePacketsIT {
  private static final IpAddress MALLORY = IpAddress.of("10.9.0.66");
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");
  private static final IpAddress VIP_2 = IpAddress.of("10.9.0.101");
  private static final String ADVERTS_OF_A = "ip src 10.9.0.1 and ip proto 112";
  private static final String OF_VI_1 = "vrrp.virt_rtr_id == 51";

  private static final Duration FLOOD = Duration.ofSeconds(5);

  /** The time that a backup of priority 100 waits for an advert at an interval of 100 ms. */
  private static final double PATIENCE_MILLIS = 360;

  /**
   * The memory for a hundred different log lines and for short-lived objects, far below the growth
   * that a leak would cause.
   */
  private static final long MAY_GROW_KIB = 24 * 1024;

  private static final String WITH_PASSWORD =
      """
          VI_2:
            interface: eth0
            virtual-router-id: 52
            version: 2
            priority: %d
            advertisement-interval: 1s
            authentication: { type: pass, password: s3cr3tpw }
            addresses: [10.9.0.101/24]
      """;

  /**
   * Starts a version 3 instance with 100 ms and a version 2 instance with one second and a
   * password.
   */
  private static void start(AgentPair pair) {
    pair.a().start(AgentPair.configuration(150, "") + WITH_PASSWORD.formatted(150));
    pair.b().start(AgentPair.configuration(100, "") + WITH_PASSWORD.formatted(100));
    pair.awaitMaster(pair.a(), "VI_1");
    pair.awaitMaster(pair.a(), "VI_2");
  }

  private static Node mallory(AgentPair pair) {
    return pair.lab()
        .a()
        .lab()
        .addNode("mallory")
        .attach(pair.lab().lan(), "eth0", MALLORY + "/24");
  }

  /** Returns every kind of invalid packet for both instances; a hundred of each random kind. */
  private static List<byte[]> junk() {
    var v3 = VrrpFrame.v3(51, 200, 10, MALLORY, VIP);
    var v2 = VrrpFrame.v2(52, 200, MALLORY, VIP_2, "s3cr3tpw");
    List<byte[]> frames = VrrpFrame.junk(List.of(v3, v2), 51);
    frames.add(v2.withPassword("guessing").bytes());
    frames.add(v2.withPassword("").bytes());
    return frames;
  }

  @Test
  void aFloodOfInvalidPacketsCausesNoTransition() {
    try (var pair = AgentPair.open()) {
      start(pair);
      var mallory = mallory(pair);
      Flood.start(mallory, "eth0", junk(), Duration.ofSeconds(2), 0).await(Lab.PATIENCE);
      var agents = List.of(pair.a(), pair.b());
      var logged = agents.stream().map(agent -> agent.log().size()).toList();
      var rejected = agents.stream().map(HostilePacketsIT::rejected).toList();
      var resident = agents.stream().map(LabAgent::residentKib).toList();
      var transitions = agents.stream().map(HostilePacketsIT::transitions).toList();
      double rate;
      Pcap pcap;
      try (Capture capture = pair.lab().lan().capture("adverts.pcap", ADVERTS_OF_A);
          Flood flood = Flood.start(mallory, "eth0", junk(), FLOOD, 0)) {
        rate = flood.await(Lab.PATIENCE);
        pcap = capture.stop();
      }

      var spans = pcap.spansMillis(OF_VI_1);
      System.out.printf(
          "junk at %.0f/s: adverts %.1f..%.1f ms apart%n",
          rate, Collections.min(spans), Collections.max(spans));
      for (int i = 0; i < agents.size(); i++) {
        var agent = agents.get(i);
        System.out.printf(
            "  %s: rejected %d, RSS %d -> %d KiB, CPU %s%n",
            agent,
            rejected(agent) - rejected.get(i),
            resident.get(i),
            agent.residentKib(),
            agent.cpuTime());
        assertThat(transitions(agent)).as(pair::logs).isEqualTo(transitions.get(i));
        assertThat(rejected(agent) - rejected.get(i)).isGreaterThan(10_000);
        assertThat(agent.log()).hasSizeLessThan(logged.get(i) + 40);
        assertThat(agent.log()).noneMatch(line -> line.contains("Exception"));
        assertThat(agent.residentKib() - resident.get(i)).isLessThan(MAY_GROW_KIB);
      }
      assertThat(spans).hasSizeGreaterThan(40).allMatch(span -> span < PATIENCE_MILLIS);
    }
  }

  @Test
  void aFloodOfLowerAdvertsIsNotEchoed() {
    try (var pair = AgentPair.open()) {
      start(pair);
      var agents = List.of(pair.a(), pair.b());
      var transitions = agents.stream().map(HostilePacketsIT::transitions).toList();
      var lower = List.of(VrrpFrame.v3(51, 50, 10, MALLORY, VIP).bytes());
      Pcap pcap;
      double rate;
      try (Capture capture = pair.lab().lan().capture("adverts.pcap", ADVERTS_OF_A);
          Flood flood = Flood.start(mallory(pair), "eth0", lower, FLOOD, 0)) {
        rate = flood.await(Lab.PATIENCE);
        pcap = capture.stop();
      }

      var spans = pcap.spansMillis(OF_VI_1);
      System.out.printf("lower adverts at %.0f/s: %d answers%n", rate, spans.size());
      assertThat(agents.stream().map(HostilePacketsIT::transitions).toList())
          .as(pair::logs)
          .isEqualTo(transitions);
      // The master answers all forged adverts within a quarter of an interval (25 ms) with one
      // advert.
      assertThat(spans).hasSizeBetween(40, 300).allMatch(span -> span < PATIENCE_MILLIS);
      assertThat(pair.a().log()).hasSizeLessThan(300);
    }
  }

  /** Both rates are tried at once, in labs that mostly wait. */
  @Test
  void rejectedPacketsDoNotDisturbTheInterval() {
    var rates =
        Stream.of(2.5, 100.0)
            .map(rate -> CompletableFuture.runAsync(() -> assertIntervalIsKept(rate)))
            .toList();
    rates.forEach(CompletableFuture::join);
  }

  private static void assertIntervalIsKept(double perSecond) {
    try (var pair = AgentPair.open()) {
      pair.a().start(AgentPair.configuration(150, "").replace("interval: 100ms", "interval: 1s"));
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      Pcap pcap;
      try (Capture capture = pair.lab().lan().capture("adverts.pcap", ADVERTS_OF_A);
          Flood flood =
              Flood.start(mallory(pair), "eth0", junk(), Duration.ofSeconds(6), perSecond)) {
        flood.await(Lab.PATIENCE);
        pcap = capture.stop();
      }

      assertThat(pair.a().rejected("VI_1")).as("at %s a second", perSecond).isPositive();
      assertThat(pcap.spansMillis(OF_VI_1))
          .as("at %s a second", perSecond)
          .hasSizeGreaterThanOrEqualTo(5)
          .allSatisfy(span -> assertThat(span).isBetween(850.0, 1150.0));
    }
  }

  private static long rejected(LabAgent agent) {
    return agent.rejected("VI_1") + agent.rejected("VI_2");
  }

  private static long transitions(LabAgent agent) {
    return agent.transitions("VI_1") + agent.transitions("VI_2");
  }
}
