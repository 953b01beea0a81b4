package org.holdfast.it.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.netlink.Modprobe;
import org.holdfast.ipvs.netlink.NetlinkIpvsKernel;
import org.holdfast.linux.NanoClock;
import org.holdfast.net.IpAddress;

/**
 * One make with one table, from its start to its end, in this process's network namespace, whose
 * table is empty before.
 */
record TableRun(Checker make, TablePlan plan) {
  private static final NanoClock CLOCK = NanoClock.system();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(5);

  /** While much is going on: looking takes time of the one processor. */
  private static final Duration LOOK_SELDOM = Duration.ofMillis(20);

  private static final int WEIGHTS = 9;
  private static final int DRIFTS = 9;
  private static final int FOREIGN = 77;
  private static final int RELOADS = 5;

  /** There beforehand, as a process takes long to start where this is run. */
  private static final String HANG_UP = "while read pid; do kill -HUP $pid; done";

  private static final int KEPT_LINES = 20;

  /**
   * What was measured.
   *
   * @param push until the table was there
   * @param weights until each new weight was there, sorted
   * @param drifts until each foreign change was put right, sorted; none of who repairs nothing
   * @param reloads from each signal until the weight that is new in the file was there, sorted
   * @param stop until the process had ended
   * @param left rows, services and servers, that it left behind
   */
  record Figures(
      Duration push,
      List<Duration> weights,
      List<Duration> drifts,
      List<Duration> reloads,
      Duration stop,
      int left) {}

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
        List<Duration> drifts = make.repairs() ? drift(kernel) : List.of();
        List<Duration> reloads = reload(kernel, process);
        long asked = CLOCK.nanos();
        process.destroy();
        poll("the end of " + make, LOOK, () -> !process.isAlive());
        return new Figures(push, weights, drifts, reloads, since(asked), rows(kernel));
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
      poll(
          "the last server",
          LOOK_SELDOM,
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(make + " ended");
            }
            return lastWeight(kernel).isPresent();
          });
      Duration push = since(started);
      if (rows(kernel) == plan.rows()) {
        return push;
      }
    }
  }

  private List<Duration> moveWeights(NetlinkIpvsKernel kernel) throws IOException {
    List<Duration> weights = new ArrayList<>();
    for (int number = 1; number <= WEIGHTS; number++) {
      long written = CLOCK.nanos();
      weigh(number);
      awaitWeight(1 + number, () -> lastWeight(kernel));
      weights.add(since(written));
    }
    weigh(0); // in a table of one server that is the one whose weight reloads change
    awaitWeight(1, () -> lastWeight(kernel));
    return sorted(weights);
  }

  /** The last server's weight, as somebody else would change it. */
  private List<Duration> drift(NetlinkIpvsKernel kernel) {
    ServiceKey service = plan.lastService();
    Destination server =
        kernel.destinations(service).stream()
            .map(DestinationStatus::destination)
            .filter(destination -> destination.address().equals(plan.lastServer()))
            .findFirst()
            .orElseThrow();
    List<Duration> drifts = new ArrayList<>();
    for (int time = 0; time < DRIFTS; time++) {
      var edit = new Command.EditDestination(service, server.withWeight(FOREIGN));
      if (kernel.perform(List.of(edit)).getFirst() != CommandOutcome.Settled.DONE) {
        throw new IllegalStateException("the foreign change was refused");
      }
      long changed = CLOCK.nanos();
      awaitWeight(server.weight(), () -> lastWeight(kernel));
      drifts.add(since(changed));
    }
    return sorted(drifts);
  }

  private List<Duration> reload(NetlinkIpvsKernel kernel, Process process) throws IOException {
    List<Duration> reloads = new ArrayList<>();
    Process signals = new ProcessBuilder("sh", "-c", HANG_UP).start();
    try (Writer pids = signals.outputWriter()) {
      for (int weight = 2; weight < 2 + RELOADS; weight++) {
        make.write(plan.withFirstWeight(weight));
        long asked = CLOCK.nanos();
        pids.write(process.pid() + "\n");
        pids.flush();
        awaitWeight(weight, () -> weight(kernel, plan.firstService(), plan.firstServer()));
        reloads.add(since(asked));
      }
    } finally {
      signals.destroy();
    }
    return sorted(reloads);
  }

  private static void awaitWeight(int expected, Supplier<OptionalInt> weight) {
    poll("weight " + expected, LOOK, () -> weight.get().equals(OptionalInt.of(expected)));
  }

  /** Plainly, as threads for it would take time of the one processor. */
  private static void poll(String what, Duration pause, BooleanSupplier isThere) {
    long started = CLOCK.nanos();
    while (!isThere.getAsBoolean()) {
      if (since(started).compareTo(PATIENCE) > 0) {
        throw new IllegalStateException("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static List<Duration> sorted(List<Duration> durations) {
    Collections.sort(durations);
    return List.copyOf(durations);
  }

  private static String lastWords(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - KEPT_LINES), lines.size()));
  }

  private void weigh(int number) throws IOException {
    Files.writeString(plan.weightFile(), number + "\n");
  }

  private OptionalInt lastWeight(NetlinkIpvsKernel kernel) {
    return weight(kernel, plan.lastService(), plan.lastServer());
  }

  /** A server's, if it is there. */
  private static OptionalInt weight(
      NetlinkIpvsKernel kernel, ServiceKey service, IpAddress address) {
    if (kernel.service(service).isEmpty()) {
      return OptionalInt.empty();
    }
    return kernel.destinations(service).stream()
        .map(DestinationStatus::destination)
        .filter(server -> server.address().equals(address))
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
