package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;

/** The CPU of a master and of a backup of many instances, and the gaps between their adverts. */
final class ScaleInstances {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Make make;
  private final int count;
  private final List<Switch> links;
  private final ScaleRouter master;
  private final ScaleRouter backup;
  private final double firstMillis;
  private final double allMillis;
  private double usedByMaster; // seconds of processor time while it is measured
  private double usedByBackup;

  /** Starts a pair on links of its own, and waits until the first router is master of all. */
  private ScaleInstances(Lab lab, Make make, int count, int family) throws IOException {
    this.make = make;
    this.count = count;
    String prefix = make.toString().substring(0, 1);
    links =
        IntStream.range(0, ScaleRouter.links(count))
            .mapToObj(i -> lab.addSwitch(prefix + "lan" + i))
            .toList();
    Node a = node(lab, prefix + "a", 1);
    Node b = node(lab, prefix + "b", 2);
    long start = System.nanoTime();
    master = ScaleRouter.instances(make, a, count, family, 200);
    firstMillis = millisUntilMasters(1, start);
    allMillis = millisUntilMasters(count, start);
    backup = ScaleRouter.instances(make, b, count, family, 100);
  }

  private double millisUntilMasters(int instances, long start) {
    await(instances + " masters, " + make)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> master.masters() >= instances);
    return (System.nanoTime() - start) / 1e6;
  }

  private Node node(Lab lab, String name, int host) {
    Node node = lab.addNode(name);
    for (int i = 0; i < links.size(); i++) {
      node.attach(links.get(i), "l" + i, "10.%d.0.%d/16".formatted(100 + i, host));
    }
    return node;
  }

  static void measure(int count, int family, int seconds) throws IOException, InterruptedException {
    System.out.printf(
        "%n%d instances at 100 ms, IPv%d, both makes at once%n%-11s %8s %8s %9s %9s %9s %9s %9s%n",
        count, family, "", "master", "backup", "p50", "p99.9", "longest", "first", "all after");
    try (Lab lab = Lab.open()) {
      var pairs = new ArrayList<ScaleInstances>();
      for (Make make : List.of(Make.HOLDFAST, Make.KEEPALIVED)) {
        pairs.add(new ScaleInstances(lab, make, count, family));
      }
      TimeUnit.SECONDS.sleep(seconds); // the compiler, and the bursts after the takeovers
      for (var pair : pairs) {
        pair.usedByMaster -= pair.master.cpuSeconds();
        pair.usedByBackup -= pair.backup.cpuSeconds();
      }
      TimeUnit.SECONDS.sleep(seconds);
      for (var pair : pairs) {
        pair.usedByMaster += pair.master.cpuSeconds();
        pair.usedByBackup += pair.backup.cpuSeconds();
      }
      for (var pair : pairs) {
        pair.report(seconds);
      }
    }
  }

  /** Captures only now, because a capture costs the sender processor time. */
  private void report(int seconds) throws InterruptedException {
    var captures = new ArrayList<Capture>();
    for (int i = 0; i < links.size(); i++) {
      captures.add(links.get(i).capture(make + "" + i + ".pcap", "ip proto 112 or ip6 proto 112"));
    }
    TimeUnit.SECONDS.sleep(seconds);
    var gaps = new ArrayList<Double>();
    for (var capture : captures) {
      var last = new HashMap<String, Double>();
      for (var row : capture.stop().rows("vrrp", "vrrp.virt_rtr_id", "frame.time_epoch")) {
        double at = Double.parseDouble(row.get(1)) * 1000;
        Double previous = last.put(row.getFirst(), at);
        if (previous != null) {
          gaps.add(at - previous);
        }
      }
    }
    Collections.sort(gaps);
    System.out.printf(
        "%-11s %6.1f %% %6.1f %% %6.1f ms %6.1f ms %6.1f ms %6.0f ms %6.0f ms   false takeovers:"
            + " %d%n",
        make,
        usedByMaster / seconds * 100,
        usedByBackup / seconds * 100,
        gaps.get(gaps.size() / 2),
        gaps.get((int) (gaps.size() * 0.999)),
        gaps.getLast(),
        firstMillis,
        allMillis,
        backup.masters() + Math.max(0, master.masters() - count));
  }
}
