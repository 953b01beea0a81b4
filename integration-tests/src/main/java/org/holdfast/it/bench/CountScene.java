package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.LabStreams;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.nemesis.StallMeter;

/**
 * A pair of directors between a client and a server, with the virtual addresses as gateways:
 *
 * <pre>
 *   client .3 --- front: 10.9.0.0/24, 2001:db8:9::/64 --- a .1, b .2
 *   server .3 --- back: 10.10.0.0/24, 2001:db8:10::/64 --- a .1, b .2
 * </pre>
 *
 * The client probes the virtual addresses every millisecond and has connections to the server,
 * which pass through the master. Each round has two handovers, and kills the new master after each
 * of them. Not thread-safe.
 */
final class CountScene implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int PORT = 7000;
  private static final int CONNECTIONS = 5;

  /** How much of each log is printed after a loss. */
  private static final int LINES = 40;

  /** Two of these are a round. The launcher gives up an agent that dies five times in a minute. */
  private static final Duration HALF_ROUND = Duration.ofMillis(7_900);

  /** The agents' announcements have ended, and a lost probe is known to be lost. */
  private static final Duration SETTLE = Duration.ofMillis(700);

  private static final String FORWARD =
      """
      sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
      for each in all eth0 eth1; do sysctl -qw net.ipv4.conf.$each.rp_filter=0; done
      """;

  private final CountVariant variant;
  private final StallMeter stalls;
  private final PairLab lab = PairLab.open();
  private final SplittableRandom random = new SplittableRandom();
  private final LabAgent a;
  private final LabAgent b;
  private final List<LabProber> probers = new ArrayList<>();
  private final List<LabStreams> streams = new ArrayList<>();
  private final Tally tally = new Tally();

  /** What has been counted so far. */
  static final class Tally {
    int handovers;
    int kills;
    int lostAtHandovers;
    int lostAtKills;
    int broken;
    int late;
    int falseTakeovers;
    double longestRestartMillis;
  }

  CountScene(CountVariant variant, StallMeter stalls) {
    this.variant = variant;
    this.stalls = stalls;
    Lab namespaces = lab.a().lab();
    var back = namespaces.addSwitch("back");
    Node server = namespaces.addNode("server");
    int host = 1;
    for (Node node : List.of(lab.a(), lab.b(), server)) {
      node.attach(
          back,
          node.equals(server) ? "eth0" : "eth1",
          CountVariant.BACK + host + "/24",
          CountVariant.BACK_V6 + host + "/64");
      host++;
    }
    lab.a().run("sh", "-ec", FORWARD);
    lab.b().run("sh", "-ec", FORWARD);
    route(lab.client(), "10.10.0.0/24", PairLab.VIP);
    route(lab.client(), "2001:db8:10::/64", PairLab.VIP6_LINK_LOCAL);
    // Packets return through the same director only if its address behind moves, too.
    route(server, "10.9.0.0/24", variant.isGroup() ? "10.10.0.100/24" : "10.10.0.1/24");
    route(server, "2001:db8:9::/64", variant.isGroup() ? "fe80::101/64" : "2001:db8:10::1/64");
    LabStreams.serve(server, PORT);
    a = new LabAgent(lab.a());
    b = new LabAgent(lab.b());
  }

  private static void route(Node node, String network, String gateway) {
    String via = gateway.substring(0, gateway.indexOf('/'));
    node.run("ip", "route", "add", network, "via", via, "dev", "eth0", "onlink");
  }

  /** Starts all programs, and waits until a serves. */
  void start() {
    a.startSupervised(variant.yaml(1, 150));
    b.startSupervised(variant.yaml(2, 100));
    awaitMaster(a, b);
    variant.probed().forEach(vip -> probers.add(LabProber.start(lab.client(), vip)));
    for (LabProber prober : probers) {
      prober.awaitAnswered(Lab.PATIENCE);
    }
    for (String address : variant.servers()) {
      streams.add(LabStreams.open(lab.client(), address, PORT, CONNECTIONS));
    }
    await("the connections").until(() -> opened() == CONNECTIONS * streams.size());
  }

  /** Hands over to b, kills b, hands back to a, and kills a. */
  void round() {
    half("step-down", a, b, () -> a.stepDown(variant.instances().getFirst()));
    half("resume", b, a, () -> a.resume(variant.instances().getFirst()));
  }

  private void half(String order, LabAgent from, LabAgent to, Runnable command) {
    Instant begin = Instant.now();
    command.run();
    awaitMaster(to, from);
    pass(SETTLE.plusMillis(random.nextInt(1000)));
    tally.handovers++;
    tally.lostAtHandovers += losses(order + " " + tally.handovers, begin);

    Instant killed = Instant.now();
    long peersTransitions = transitions(from);
    long pid = to.supervisedPid();
    to.signal("KILL", pid);
    waitFor(to + " runs again", () -> isAnother(to.supervisedPid(), pid) && isMaster(to));
    tally.longestRestartMillis =
        Math.max(
            tally.longestRestartMillis,
            (double) Duration.between(killed, Instant.now()).toMillis());
    pass(SETTLE);
    pass(Duration.between(Instant.now(), begin.plus(HALF_ROUND)));
    tally.kills++;
    tally.lostAtKills += losses("kill " + tally.kills, killed);
    long entered = transitions(from) - peersTransitions;
    if (entered > 0) {
      tally.falseTakeovers++;
      print("kill %d: the peer has taken over%s".formatted(tally.kills, logs()));
    }
  }

  private static boolean isAnother(long pid, long than) {
    return pid != 0 && pid != than;
  }

  private long transitions(LabAgent agent) {
    return agent.transitions(variant.instances().getFirst());
  }

  /** Returns the number of lost probes, and counts the connections. */
  private int losses(String step, Instant begin) {
    int lost = 0;
    for (LabProber prober : probers) {
      for (LabProber.Gap gap : prober.endedSince(begin)) {
        lost += gap.lost();
        print(
            "%s: %d probes lost in %.1f ms from %s, %d ms after the order; stalls then %d ms%s"
                .formatted(
                    step,
                    gap.lost(),
                    gap.millis(),
                    gap.start(),
                    Duration.between(begin, gap.start()).toMillis(),
                    stalls
                        .between(gap.start().minusMillis(50), gap.end().plusMillis(50))
                        .toMillis(),
                    logs()));
      }
    }
    for (LabStreams stream : streams) {
      for (LabStreams.Incident incident : stream.since(begin)) {
        if (incident.isBroken()) {
          tally.broken++;
        } else {
          tally.late++;
        }
        print(
            "%s: %s after %.1f ms at %s; stalls then %d ms"
                .formatted(
                    step,
                    incident.isBroken()
                        ? "a connection broke (" + incident.broken() + ")"
                        : "late answer",
                    incident.millis(),
                    incident.at(),
                    stalls
                        .between(incident.at().minusMillis((long) incident.millis()), incident.at())
                        .toMillis()));
      }
    }
    return lost;
  }

  private void awaitMaster(LabAgent master, LabAgent backup) {
    waitFor(
        master + " alone serves",
        () ->
            isMaster(master)
                && variant.instances().stream()
                    .allMatch(instance -> backup.state(instance).equals("BACKUP"))
                && master.node().addresses().containsAll(variant.held())
                && variant.held().stream().noneMatch(backup.node().addresses()::contains));
  }

  private boolean isMaster(LabAgent agent) {
    return variant.instances().stream().allMatch(each -> agent.state(each).equals("MASTER"));
  }

  private void waitFor(String fact, BooleanSupplier condition) {
    try {
      await(fact).atMost(Lab.PATIENCE).pollInterval(POLL).until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("%s: not so: %s%s".formatted(variant, fact, logs()), e);
    }
  }

  private String logs() {
    StringBuilder text = new StringBuilder();
    for (LabAgent agent : List.of(a, b)) {
      List<String> log = agent.log();
      text.append("\n    ").append(agent);
      log.stream()
          .skip(Math.max(0, log.size() - LINES))
          .forEach(line -> text.append("\n      ").append(line));
    }
    return text.toString();
  }

  private int opened() {
    return streams.stream().mapToInt(LabStreams::opened).sum();
  }

  /** Ends the probes, and returns a row of the table. */
  String result() {
    long[] probes = {0, 0};
    for (LabProber prober : probers) {
      String[] fields = prober.stop().split(" ", -1);
      probes[0] += Long.parseLong(fields[1]);
      probes[1] += Long.parseLong(fields[3]);
    }
    return String.format(
        Locale.ROOT,
        "%-15s %9d %6d %10d %9d %8d %6d %6d %7d %6d %6d  %8.0f",
        variant,
        tally.handovers,
        tally.kills,
        probes[0],
        tally.lostAtHandovers,
        tally.lostAtKills,
        probes[1],
        CONNECTIONS * streams.size(),
        tally.broken,
        tally.late,
        tally.falseTakeovers,
        tally.longestRestartMillis);
  }

  private void print(String text) {
    System.out.println(variant + " " + text);
  }

  private static void pass(Duration time) {
    if (time.isPositive()) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    Stream.of(a, b).forEach(LabAgent::close);
    streams.forEach(LabStreams::close);
    probers.forEach(LabProber::close);
    lab.close();
  }
}
