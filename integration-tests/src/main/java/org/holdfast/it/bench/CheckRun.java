package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Node;

/**
 * A run of one make with one plan in a lab of its own: it warms up after the first check, measures
 * the steady state, kills all servers, and brings them back.
 */
record CheckRun(Checker make, BenchCheck kind, int count, Duration warmup, Duration steady) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REMOVED = "Removing service ";
  private static final String ADDED = "Adding service ";

  /**
   * The measured figures.
   *
   * @param cores the processor cores used in the steady state
   * @param residentMib the resident memory at the end of the steady state
   * @param perSecond the checks done per second; negative when unknown
   * @param dead how soon the death of all servers was noticed
   * @param alive how soon their return was noticed
   */
  record Figures(double cores, double residentMib, double perSecond, Turn dead, Turn alive) {}

  /**
   * A change of all servers at once.
   *
   * @param seconds the time from the change to the last report
   * @param cores the processor cores used in that time
   * @param reported the number of servers that the log has reported
   */
  record Turn(double seconds, double cores, long reported) {}

  Figures measure() throws IOException, InterruptedException {
    try (Lab lab = Lab.open()) {
      Node node = lab.addNode("director");
      Path directory = Files.createDirectory(lab.directory().resolve("checks"));
      CheckPlan plan = new CheckPlan(kind, count, directory);
      try (ServerFarm servers = new ServerFarm(node, plan)) {
        servers.revive();
        try (Daemon daemon = make.start(node, plan)) {
          await("the first check")
              .atMost(PATIENCE)
              .failFast(make + " ended", () -> !daemon.isRunning())
              .until(() -> servers.probes() != 0);
          TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
          return measure(daemon, servers);
        }
      }
    }
  }

  private Figures measure(Daemon daemon, ServerFarm servers) throws InterruptedException {
    long earlier = servers.probes();
    Instant from = Instant.now();
    OutsideView.begin();
    ProcessCost before = ProcessCost.of(daemon.pid());
    TimeUnit.NANOSECONDS.sleep(steady.toNanos());
    ProcessCost after = ProcessCost.of(daemon.pid());
    double seconds = seconds(from, Instant.now());
    long done = servers.probes() - earlier;
    double perSecond = earlier < 0 ? -1 : done / seconds;
    if (earlier >= 0) {
      OutsideView.end(done);
    }
    return new Figures(
        cores(before, after, seconds),
        after.residentKib() / 1024.0,
        perSecond,
        turn(daemon, servers::die, REMOVED),
        turn(daemon, servers::revive, ADDED));
  }

  /**
   * Changes the state of all servers and waits until the log has reported each of them, or until
   * the patience has run out.
   */
  private Turn turn(Daemon daemon, Runnable all, String word) {
    int known = daemon.lines().size();
    ProcessCost before = ProcessCost.of(daemon.pid());
    Instant from = Instant.now();
    all.run();
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(250))
          .failFast(make + " ended", () -> !daemon.isRunning())
          .until(() -> reported(daemon, known, word).size() >= count);
    } catch (ConditionTimeoutException _) {
      // the figures show how many servers were reported
    }
    ProcessCost after = ProcessCost.of(daemon.pid());
    Instant end = Instant.now();
    List<Instant> reported = reported(daemon, known, word);
    return new Turn(
        reported.isEmpty() ? 0 : seconds(from, reported.getLast()),
        cores(before, after, seconds(from, end)),
        reported.size());
  }

  private static List<Instant> reported(Daemon daemon, int known, String word) {
    return daemon.lines().stream()
        .skip(known)
        .filter(line -> line.text().contains(word))
        .map(Daemon.Line::at)
        .toList();
  }

  private static double cores(ProcessCost before, ProcessCost after, double seconds) {
    return after.cpuSince(before).toNanos() / 1e9 / seconds;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
