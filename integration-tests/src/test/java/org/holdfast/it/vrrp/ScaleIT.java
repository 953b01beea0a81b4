package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Pcap;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Tests the maximum number of virtual routers on a link, and a large number of addresses. */
@Isolated("uses much CPU, and measures times")
final class ScaleIT {
  private static final int INSTANCES = 250;
  private static final int ADDRESSES = 100;
  private static final Duration WATCHED = Duration.ofSeconds(15);

  private static String instances(int priority) {
    return IntStream.rangeClosed(1, INSTANCES)
        .mapToObj(vrid -> instance(vrid, priority))
        .collect(
            Collectors.joining(
                "\n",
                """
                vrrp:
                  defaults: { version: 3, advertisement-interval: 100ms }
                  instances:
                """,
                "\n"));
  }

  private static String instance(int vrid, int priority) {
    return "    VI_%1$d: { interface: eth0, virtual-router-id: %1$d, priority: %2$d, addresses: [10.9.1.%1$d/32] }"
        .formatted(vrid, priority);
  }

  private static boolean isMasterOfAll(LabAgent agent) {
    return masterships(agent) == INSTANCES;
  }

  private static long masterships(LabAgent agent) {
    return agent.log().stream().filter(line -> line.contains("Entering MASTER STATE")).count();
  }

  private static long transitions(LabAgent agent) {
    return agent.log().stream().filter(line -> line.contains(") Entering ")).count();
  }

  /** One pair shows both, because the start of all instances takes long. */
  @Test
  void instancesOnEveryVridMissNoAdvertWhileTheyStandByAndWhileTheyTakeOver() {
    try (var pair = AgentPair.open()) {
      pair.a().start(instances(150));
      pair.await("a is master of all", () -> isMasterOfAll(pair.a()));
      pair.b().start(instances(100));
      pair.await("b stands by", () -> transitions(pair.b()) >= INSTANCES);
      AgentPair.pass(Duration.ofSeconds(2));
      assertBackupsStayBackup(pair);

      Pcap pcap;
      try (Capture capture =
          pair.lab().lan().capture("takeover.pcap", "ip src 10.9.0.2 and ip proto 112")) {
        pair.a().kill();
        pair.await("b is master of all", () -> isMasterOfAll(pair.b()));
        AgentPair.pass(Duration.ofSeconds(3));
        pcap = capture.stop();
      }

      assertThat(transitions(pair.b())).isEqualTo(2 * INSTANCES);
      assertNoAdvertMissed(pcap);
    }
  }

  private static void assertBackupsStayBackup(AgentPair pair) {
    var agents = List.of(pair.a(), pair.b());
    var cpu = agents.stream().map(LabAgent::cpuTime).toList();
    Pcap pcap;
    try (Capture capture =
        pair.lab().lan().capture("adverts.pcap", "ip src 10.9.0.1 and ip proto 112")) {
      AgentPair.pass(WATCHED);
      pcap = capture.stop();
    }

    for (int i = 0; i < agents.size(); i++) {
      var agent = agents.get(i);
      System.out.printf(
          "# %d instances at 100 ms, %s: %.1f %% of a core, RSS %d MiB%n",
          INSTANCES,
          agent,
          100.0 * agent.cpuTime().minus(cpu.get(i)).toMillis() / WATCHED.toMillis(),
          agent.residentKib() / 1024);
    }
    assertThat(transitions(pair.a())).isEqualTo(2 * INSTANCES);
    assertThat(transitions(pair.b())).isEqualTo(INSTANCES);
    assertNoAdvertMissed(pcap);
  }

  private static void assertNoAdvertMissed(Pcap pcap) {
    var times = new HashMap<String, List<Double>>();
    for (var row : pcap.rows("vrrp", "vrrp.virt_rtr_id", "frame.time_epoch")) {
      times
          .computeIfAbsent(row.getFirst(), _ -> new ArrayList<>())
          .add(Double.valueOf(row.getLast()) * 1000);
    }
    double longest = 0;
    long missed = 0;
    for (var at : times.values()) {
      longest = Math.max(longest, longestSpan(at));
      missed += Math.round((at.getLast() - at.getFirst()) / 100) + 1 - at.size();
    }
    System.out.printf("# %d adverts, at most %.1f ms apart%n", pcap.count("vrrp"), longest);
    assertThat(times).hasSize(INSTANCES);
    assertThat(missed).isZero();
  }

  private static double longestSpan(List<Double> millis) {
    return IntStream.range(1, millis.size())
        .mapToDouble(at -> millis.get(at) - millis.get(at - 1))
        .max()
        .orElse(0);
  }

  @Test
  void noAdvertIsMissedWhileHundredsOfAddressesAreAdded() {
    var addresses =
        IntStream.rangeClosed(1, ADDRESSES)
            .mapToObj(number -> "10.9.1." + number + "/24")
            .collect(Collectors.joining(", ", "addresses: [", "]\n"));
    var more =
        IntStream.rangeClosed(1, ADDRESSES)
            .mapToObj(number -> "\"2001:db8:9::1:" + number + "/64\"")
            .collect(Collectors.joining(", ", "excluded-addresses: [", "]\n"));
    try (var pair = AgentPair.open()) {
      String a = AgentPair.configuration(150, more);
      String b = AgentPair.configuration(100, more);
      String lab = "addresses: [10.9.0.100/24]\n";
      pair.a().start(a.replace(lab, addresses));
      pair.b().start(b.replace(lab, addresses));
      pair.awaitMaster(pair.a(), "VI_1");
      long transitions = pair.b().transitions("VI_1");
      Pcap pcap;
      try (Capture capture = pair.lab().lan().capture("adverts.pcap", "ip proto 112")) {
        pair.a().kill();
        pair.await(
            "b holds all",
            () ->
                pair.lab()
                    .b()
                    .addresses()
                    .containsAll(
                        List.of(
                            IpAddress.of("10.9.1.1"),
                            IpAddress.of("10.9.1.100"),
                            IpAddress.of("2001:db8:9::1:100"))));
        AgentPair.pass(Duration.ofSeconds(2));
        pair.a().start(a.replace(lab, addresses));
        pair.awaitMaster(pair.a(), "VI_1");
        AgentPair.pass(Duration.ofSeconds(2));
        pcap = capture.stop();
      }

      for (String source : List.of("10.9.0.1", "10.9.0.2")) {
        var spans =
            pcap.spansMillis("vrrp && vrrp.prio > 0 && ip.src == " + source).stream()
                // The instance is silent while it is not master.
                .filter(span -> span < 1000)
                .toList();
        System.out.printf(
            "# %d addresses go in on %s: adverts at most %.1f ms apart%n",
            2 * ADDRESSES, source, Collections.max(spans));
        assertThat(spans).hasSizeGreaterThan(15).allMatch(span -> span < 200);
      }
      assertThat(pair.b().transitions("VI_1")).as(pair::logs).isEqualTo(transitions + 2);
    }
  }
}
