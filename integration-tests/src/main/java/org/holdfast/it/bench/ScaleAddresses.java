package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;

/** How soon a backup has taken over and announced all addresses of a master that dies. */
final class ScaleAddresses {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String SENDER = "10.9.0.2";

  private ScaleAddresses() {}

  static void measure(int count) throws IOException, InterruptedException {
    System.out.printf(
        "%nTakeover of %d addresses, 100 ms, from the first advert of the new master%n"
            + "%-11s %14s %14s %16s%n",
        count, "", "all announced", "longest gap", "announcements");
    for (Make make : List.of(Make.HOLDFAST, Make.KEEPALIVED)) {
      try (Lab lab = Lab.open()) {
        measure(lab, make, count);
      }
    }
  }

  private static void measure(Lab lab, Make make, int count)
      throws IOException, InterruptedException {
    Switch lan = lab.addSwitch("lan");
    Node a = lab.addNode("a").attach(lan, "l0", "10.9.0.1/16");
    Node b = lab.addNode("b").attach(lan, "l0", SENDER + "/16");
    var master = ScaleRouter.addresses(make, a, count, 200);
    await("a master").atMost(PATIENCE).until(() -> master.masters() > 0);
    var backup = ScaleRouter.addresses(make, b, count, 100);
    TimeUnit.SECONDS.sleep(12); // the master has announced everything twice
    var capture = lan.capture(make + ".pcap", "ip proto 112 or arp");
    master.kill();
    await("the takeover").atMost(PATIENCE).until(() -> backup.masters() > 0);
    TimeUnit.SECONDS.sleep(4 + count / 1000);
    double first = Double.NaN;
    double last = Double.NaN;
    double longest = 0;
    double all = Double.NaN;
    int announcements = 0;
    Set<String> announced = new HashSet<>();
    for (var row :
        capture
            .stop()
            .rows(
                "(vrrp && ip.src == " + SENDER + ") || arp.isgratuitous",
                "frame.time_epoch",
                "arp.src.proto_ipv4")) {
      double at = Double.parseDouble(row.getFirst()) * 1000;
      if (row.get(1).isEmpty()) {
        first = Double.isNaN(first) ? at : first;
        longest = Double.isNaN(last) ? 0 : Math.max(longest, at - last);
        last = at;
      } else if (!Double.isNaN(first)) {
        announcements++;
        if (announced.add(row.get(1)) && announced.size() == count) {
          all = at;
        }
      }
    }
    System.out.printf(
        "%-11s %11.0f ms %11.0f ms %16d%s%n",
        make,
        all - first,
        longest,
        announcements,
        announced.size() < count ? "   only " + announced.size() + " addresses" : "");
  }
}
