package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;

/**
 * The gaps between the adverts of a master that checks tens of thousands of servers, while its JVM
 * does full collections.
 */
final class ScaleCollections {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int COLLECTIONS = 10;
  private static final int PAUSE_SECONDS = 2;

  private static final String ROUTER =
      """
      vrrp:
        instances:
          VI_1:
            interface: l0
            virtual-router-id: 51
            version: 3
            advertisement-interval: 100ms
            addresses: [10.9.0.100/24]
      """;

  private ScaleCollections() {}

  /** Measures the gaps without, then with full collections, and prints a row for each. */
  static void measure(int servers, int seconds) throws IOException, InterruptedException {
    System.out.printf(
        "%nAdverts each 100 ms beside %d TCP checks a second%n%-21s %9s %9s %12s %9s %9s%n",
        servers, "", "p99", "longest", "over 110 ms", "checks/s", "resident");
    try (Lab lab = Lab.open()) {
      Node node = lab.addNode("a").attach(lab.addSwitch("lan"), "l0", "10.9.0.1/24");
      Path directory = Files.createDirectory(lab.directory().resolve("servers"));
      var plan = new CheckPlan(BenchCheck.TCP, servers, directory);
      try (var farm = new ServerFarm(node, plan)) {
        farm.revive();
        var router = ScaleRouter.start(Make.HOLDFAST, node, ROUTER + plan.holdfast(), "");
        await("a master").atMost(PATIENCE).until(() -> router.masters() > 0);
        TimeUnit.SECONDS.sleep(seconds); // the compiler, and the first checks
        row("without collections", node, farm, router, () -> TimeUnit.SECONDS.sleep(seconds));
        row(
            COLLECTIONS + " full collections",
            node,
            farm,
            router,
            () -> {
              for (int i = 0; i < COLLECTIONS; i++) {
                router.collect();
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
              }
            });
        router.stop();
      }
    }
  }

  /** What goes on while adverts are captured. */
  private interface Course {
    void run() throws IOException, InterruptedException;
  }

  private static void row(
      String title, Node node, ServerFarm farm, ScaleRouter router, Course course)
      throws IOException, InterruptedException {
    var capture = node.capture("l0", title.replace(' ', '-') + ".pcap", "ip proto 112");
    long probes = farm.probes();
    long start = System.nanoTime();
    course.run();
    double perSecond = (farm.probes() - probes) / ((System.nanoTime() - start) / 1e9);
    List<Double> gaps = new ArrayList<>(capture.stop().spansMillis("vrrp"));
    Collections.sort(gaps);
    System.out.printf(
        "%-21s %6.1f ms %6.1f ms %12d %9.0f %5d MiB%n",
        title,
        gaps.get((int) (gaps.size() * 0.99)),
        gaps.getLast(),
        gaps.stream().filter(gap -> gap > 110).count(),
        perSecond,
        router.residentMib());
  }
}
