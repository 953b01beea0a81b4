package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.linux.NanoClock;

/**
 * One make with one table, from its start to its end, in this process's network namespace, whose
 * table is empty before.
 */
record TableRun(Checker make, TablePlan plan) {
  private static final NanoClock CLOCK = NanoClock.system();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int WEIGHTS = 9;
  private static final int KEPT_LINES = 20;

  /**
   * What was measured.
   *
   * @param push until the table was there
   * @param weights until each new weight was there, sorted
   * @param stop until the process had ended
   * @param left rows, services and servers, that it left behind
   */
  record Figures(Duration push, List<Duration> weights, Duration stop, int left) {}

  Figures measure() throws IOException {
    weigh(0);
    Path log = plan.directory().resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(make.command(plan))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    try (var kernel = NetlinkIpvsKernel.open(new Modprobe(), CLOCK)) {
      long started = CLOCK.nanos();
      Process process = builder.start();
      try {
        Duration push = awaitTable(kernel, process, started);
        List<Duration> weights = moveWeights(kernel);
        long asked = CLOCK.nanos();
        process.destroy();
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> !process.isAlive());
        return new Figures(push, weights, since(asked), rows(kernel));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(make + ":\n" + lastWords(log), e);
    }
  }

  private Duration awaitTable(NetlinkIpvsKernel kernel, Process process, long started) {
    while (true) {
      await("the last server")
          .pollInterval(LOOK)
          .atMost(PATIENCE)
          .failFast(make + " ended", () -> !process.isAlive())
          .until(() -> weight(kernel).isPresent());
      Duration push = since(started);
      if (rows(kernel) == plan.rows()) {
        return push;
      }
    }
  }

  private List<Duration> moveWeights(NetlinkIpvsKernel kernel) throws IOException {
    List<Duration> weights = new ArrayList<>();
    for (int number = 1; number <= WEIGHTS; number++) {
      var expected = OptionalInt.of(1 + number);
      long written = CLOCK.nanos();
      weigh(number);
      await("weight " + expected)
          .pollDelay(Duration.ZERO)
          .pollInterval(LOOK)
          .atMost(PATIENCE)
          .until(() -> weight(kernel).equals(expected));
      weights.add(since(written));
    }
    Collections.sort(weights);
    return List.copyOf(weights);
  }

  private static String lastWords(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
  }

  private void weigh(int number) throws IOException {
    Files.writeString(plan.weightFile(), number + "\n");
  }

  /** The last server's, if it is there. */
  private OptionalInt weight(NetlinkIpvsKernel kernel) {
    var service = plan.lastService();
    if (kernel.service(service).isEmpty()) {
      return OptionalInt.empty();
    }
    return kernel.destinations(service).stream()
        .map(DestinationStatus::destination)
        .filter(server -> server.address().equals(plan.lastServer()))
        .mapToInt(server -> server.weight())
        .findFirst();
  }

  private static int rows(NetlinkIpvsKernel kernel) {
    int rows = 0;
    for (var service : kernel.services()) {
      rows += 1 + kernel.destinations(service.key()).size();
    }
    return rows;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(CLOCK.nanos() - start);
  }
}
