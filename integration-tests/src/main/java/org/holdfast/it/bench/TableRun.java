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
import org.holdfast.net.IpAddress;
import org.holdfast.time.NanoClock;

/**
 * A run of one make with one table in the network namespace of this process, whose table is empty
 * at the start.
 */
record TableRun(Checker make, TablePlan plan) {
  private static final NanoClock CLOCK = NanoClock.system();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(5);

  /** The pause between looks while much is going on: looking takes time of the only processor. */
  private static final Duration LOOK_SELDOM = Duration.ofMillis(20);

  private static final int WEIGHTS = 9;
  private static final int DRIFTS = 9;
  private static final int FOREIGN = 77;
  private static final int RELOADS = 5;

  /** A shell that is started beforehand, because starting a process takes long where this runs. */
  private static final String HANG_UP = "while read pid; do kill -HUP $pid; done";

  private static final int KEPT_LINES = 20;

  /**
   * The measured figures.
   *
   * @param arrival when the table came
   * @param weights the times until each new weight was in the table, sorted
   * @param drifts the times until each foreign change was corrected, sorted; empty for a make that
   *     corrects nothing
   * @param reloads the times from each signal until the new weight of the file was in the table,
   *     sorted
   * @param stop the time until the process had ended
   * @param left the number of rows (services and servers) that the make left behind
   */
  record Figures(
      TableArrival arrival,
      List<Duration> weights,
      List<Duration> drifts,
      List<Duration> reloads,
      Duration stop,
      int left) {}

  Figures measure() throws IOException {
    weigh(0);
    Path log = plan.directory().resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(make.directorCommand(plan))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    try (var kernel = NetlinkIpvsKernel.open(new Modprobe(), CLOCK)) {
      long started = CLOCK.nanos();
      Process process = builder.start();
      try {
        TableArrival arrival = awaitTable(kernel, process, started);
        List<Duration> weights = moveWeights(kernel);
        List<Duration> drifts = make.repairs() ? drift(kernel) : List.of();
        List<Duration> reloads = reload(kernel, process);
        long signalledAt = CLOCK.nanos();
        process.destroy();
        poll("the end of " + make, LOOK, () -> !process.isAlive());
        return new Figures(arrival, weights, drifts, reloads, since(signalledAt), rows(kernel));
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(make + ":\n" + lastWords(log), e);
    }
  }

  private TableArrival awaitTable(NetlinkIpvsKernel kernel, Process process, long started) {
    var watch =
        new TableArrival.Watch(
            CLOCK,
            started,
            () -> kernel.service(plan.firstService()).isPresent(),
            () -> lastWeight(kernel).isPresent());
    while (true) {
      poll(
          "the first advert and the last server",
          LOOK_SELDOM,
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException(make + " ended");
            }
            return watch.look();
          });
      if (rows(kernel) == plan.rows()) {
        return watch.result();
      }
      watch.lookAgain();
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
    weigh(0); // with one server in the table, reloads change the weight of the same server
    awaitWeight(1, () -> lastWeight(kernel));
    return sorted(weights);
  }

  /**
   * Changes the last server's weight as another program would, and measures the time until it is
   * corrected.
   */
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
        long signalledAt = CLOCK.nanos();
        pids.write(process.pid() + "\n");
        pids.flush();
        awaitWeight(weight, () -> weight(kernel, plan.firstService(), plan.firstServer()));
        reloads.add(since(signalledAt));
      }
    } finally {
      signals.destroy();
    }
    return sorted(reloads);
  }

  private static void awaitWeight(int expected, Supplier<OptionalInt> weight) {
    poll("weight " + expected, LOOK, () -> weight.get().equals(OptionalInt.of(expected)));
  }

  /** Polls on the calling thread, because further threads would take time of the only processor. */
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

  /** Returns the weight of a server, if the server is in the table. */
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

  /** Returns the number of services and servers in the kernel's table. */
  static int rows(NetlinkIpvsKernel kernel) {
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
