package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.PairLab;

/** A master and a backup of one make with one virtual router, and the adverts between them. */
final class StressPair {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * What is run.
   *
   * @param intervalMillis the time between two adverts
   * @param realTimePriority 0 for none
   */
  record Terms(Make make, int intervalMillis, int realTimePriority, Burden burden) {

    private String yaml(int priority) {
      return """
      vrrp:
        real-time-priority: %s
        instances:
          V0:
            interface: eth0
            virtual-router-id: 51
            version: 3
            advertisement-interval: %dms
            priority: %d
            addresses: [10.9.0.100/24]
      %s%s\
      """
          .formatted(
              realTimePriority == 0 ? "off" : realTimePriority,
              intervalMillis,
              priority,
              burden.settingsOfInstance(),
              burden.settings());
    }

    private String conf(int priority) {
      return """
      global_defs {
        %s
      }
      vrrp_instance V0 {
        version 3
        state BACKUP
        interface eth0
        virtual_router_id 51
        priority %d
        advert_int %s
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """
          .formatted(
              realTimePriority == 0 ? "" : "vrrp_rt_priority " + realTimePriority,
              priority,
              intervalMillis / 1000.0);
    }
  }

  private final Terms terms;
  private final ScaleRouter master;
  private final ScaleRouter backup;
  private int reloads;

  private StressPair(PairLab lab, Terms terms) throws IOException {
    this.terms = terms;
    master = ScaleRouter.start(terms.make(), lab.a(), terms.yaml(200), terms.conf(200));
    await("a master").atMost(PATIENCE).until(() -> master.masters() == 1);
    backup = ScaleRouter.start(terms.make(), lab.b(), terms.yaml(100), terms.conf(100));
  }

  /** Measures one pair in a lab of its own, and prints a line of the table. */
  static void measure(Terms terms, int seconds) throws IOException, InterruptedException {
    try (PairLab lab = PairLab.open()) {
      var pair = new StressPair(lab, terms);
      TimeUnit.SECONDS.sleep(5); // the start of the backup, and the compiler
      long falseBefore = pair.falseTakeovers();
      Capture sent = lab.a().capture("eth0", "sent.pcap", "ip proto 112");
      Capture arrived = lab.lan().capture("arrived.pcap", "ip proto 112");
      try (var load = new Burden.Load()) {
        terms.burden().begin(pair, load);
        TimeUnit.SECONDS.sleep(seconds);
      }
      TimeUnit.SECONDS.sleep(1); // what the routers log late
      pair.print(gaps(sent), gaps(arrived), pair.falseTakeovers() - falseBefore);
    }
  }

  /** Ends a capture and returns the gaps between the master's adverts in milliseconds, sorted. */
  private static List<Double> gaps(Capture capture) {
    return capture.stop().spansMillis("vrrp && ip.src == " + PairLab.ADDRESS_OF_A).stream()
        .sorted()
        .toList();
  }

  static void printHeader() {
    System.out.printf(
        "%8s  %-14s  %-9s  %-10s %8s  %-28s  %-28s %9s  %s%n",
        "interval",
        "burden",
        "priority",
        "",
        "adverts",
        "sent: p99, p99.9, longest ms",
        "arrived",
        "takeovers",
        "load");
  }

  private static String text(List<Double> gaps) {
    return "%8.1f, %8.1f, %8.1f"
        .formatted(
            gaps.get((int) (gaps.size() * 0.99)),
            gaps.get((int) (gaps.size() * 0.999)),
            gaps.getLast());
  }

  private void print(List<Double> sent, List<Double> arrived, long falseTakeovers)
      throws IOException {
    System.out.printf(
        "%5d ms  %-14s  %-9s  %-10s %8d  %-28s  %-28s %9d  %s%n",
        terms.intervalMillis(),
        terms.burden().name().toLowerCase(Locale.ROOT),
        terms.realTimePriority() == 0 ? "normal" : "real-time",
        terms.make(),
        sent.size(),
        text(sent),
        text(arrived),
        falseTakeovers,
        Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0]);
  }

  /** Returns how often the backup became master, and the master again, although both live. */
  private long falseTakeovers() {
    return backup.masters() + master.masters() - 1;
  }

  ScaleRouter master() {
    return master;
  }

  List<ScaleRouter> both() {
    return List.of(master, backup);
  }

  /** Has both routers read a configuration with another priority. */
  void reload() throws IOException {
    int more = ++reloads % 2;
    master.configure(terms.yaml(200 + more), terms.conf(200 + more));
    backup.configure(terms.yaml(100 + more), terms.conf(100 + more));
    both().forEach(router -> router.signal("HUP"));
  }
}
