package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.it.lab.ControlClient;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/**
 * A virtual address that is handed over between two directors with large tables, and back. It runs
 * inside User-Mode Linux, in a lab of its own.
 *
 * <p>Holdfast steps down and resumes. keepalived has no such order: a number in a file lowers its
 * priority and raises it again.
 */
final class TableHandover {
  static final String HEADER =
      """

      A virtual address is handed over and back: the time without an answer, median and longest of
      the handovers; probes that were lost; transitions of both directors (two of each handover are
      right); gaps between adverts of either director: the longest one, and how many were longer
      than two intervals of 100 ms.

          size  make       handovers  unanswered ms  lost of probes  transitions  longest ms  late
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The announcements have ended, and a lost probe is known to be lost. */
  private static final long SETTLE_SECONDS = 3;

  private static final int LOWERED = -100;

  /** What is run on one node. */
  private record Director(Checker make, HandoverPlan plan, Node node, Daemon daemon) {

    static Director start(Checker make, String size, Node node, int priority) throws IOException {
      Path directory = Files.createDirectory(node.lab().directory().resolve(node.name()));
      HandoverPlan plan = new HandoverPlan(TablePlan.of(size, directory), priority);
      Files.writeString(plan.table().weightFile(), "0\n");
      Files.writeString(plan.orderFile(), "0\n");
      Daemon daemon = node.start(make.directorCommand(plan).toArray(String[]::new));
      var director = new Director(make, plan, node, daemon);
      director.awaitTable();
      return director;
    }

    private void awaitTable() {
      try (var kernel =
          node.call(() -> NetlinkIpvsKernel.open(new Modprobe(), NanoClock.system()))) {
        await("the table of " + node)
            .atMost(PATIENCE)
            .failFast(make + " ended", () -> !daemon.isRunning())
            .until(() -> TableRun.rows(kernel) == plan.table().rows());
      }
    }

    void order(String step, int number) throws IOException {
      switch (make) {
        case HOLDFAST -> {
          String path = "/v1/instances/" + HandoverPlan.INSTANCE + "/" + step + "?reason=bench";
          new ControlClient(Commands.socket(plan.directory())).ask("POST", path);
        }
        case KEEPALIVED -> Files.writeString(plan.orderFile(), number + "\n");
      }
    }

    long entered(String state) {
      String words = "(" + HandoverPlan.INSTANCE + ") Entering " + state;
      return daemon.lines().stream().filter(line -> line.text().contains(words)).count();
    }
  }

  private TableHandover() {}

  /** Hands over and back this many times, and prints a row. */
  static void measure(Checker make, String size, int repeats)
      throws IOException, InterruptedException {
    try (Lab lab = Lab.open()) {
      Switch lan = lab.addSwitch("lan");
      Node a = lab.addNode("a").attach(lan, HandoverPlan.DEVICE, "10.9.0.1/24");
      Node b = lab.addNode("b").attach(lan, HandoverPlan.DEVICE, "10.9.0.2/24");
      Node client = lab.addNode("client").attach(lan, HandoverPlan.DEVICE, "10.9.0.3/24");
      var master = Director.start(make, size, a, 150);
      await("a master").atMost(PATIENCE).until(() -> master.entered("MASTER") > 0);
      var backup = Director.start(make, size, b, 100);
      var prober = LabProber.start(client, IpAddress.of(HandoverPlan.VIRTUAL));
      prober.awaitAnswered(PATIENCE);
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      long transitions = master.entered("") + backup.entered("");
      var capture = lan.capture("adverts.pcap", "ip proto 112");
      var unanswered = new ArrayList<Double>();
      int lost = 0;
      for (int handover = 0; handover < 2 * repeats; handover++) {
        boolean isBack = handover % 2 == 1;
        Director next = isBack ? master : backup;
        long before = next.entered("MASTER");
        Instant begin = Instant.now();
        master.order(isBack ? "resume" : "step-down", isBack ? 0 : LOWERED);
        await("the handover").atMost(PATIENCE).until(() -> next.entered("MASTER") > before);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        var gaps = prober.gapsSince(begin);
        unanswered.add(gaps.stream().mapToDouble(LabProber.Gap::millis).sum());
        lost += gaps.stream().mapToInt(LabProber.Gap::lost).sum();
      }
      List<Double> between = capture.stop().spansMillis("vrrp");
      print(
          make,
          size,
          unanswered,
          lost + " " + prober.stop().split(" ", -1)[1],
          master.entered("") + backup.entered("") - transitions,
          between);
    }
  }

  private static void print(
      Checker make,
      String size,
      List<Double> unanswered,
      String probes,
      long transitions,
      List<Double> between) {
    Outage outage = Outage.of(unanswered);
    System.out.printf(
        Locale.ROOT,
        "%8s  %-10s %9d  %6.0f %6.0f  %14s  %11d  %10.0f  %4d%n",
        size,
        make,
        unanswered.size(),
        outage.median(),
        outage.max(),
        probes,
        transitions,
        Collections.max(between),
        between.stream().filter(gap -> gap > 2 * HandoverPlan.INTERVAL_MILLIS).count());
  }
}
