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
 * One make with one plan, from its start to its end, in a lab of its own: warm up from the first
 * check on, measure the steady state, kill all servers, bring them back.
 */
record CheckRun(Checker make, CheckKind kind, int count, Duration warmup, Duration steady) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REMOVED = "Removing service ";
  private static final String ADDED = "Adding service ";

  /**
   * What was measured.
   *
   * @param cores in steady state, of one
   * @param residentMib at the end of it
   * @param perSecond checks that were done; negative when nobody can tell
   * @param dead how all servers' death was noticed
   * @param alive how their return was
   */
  record Figures(double cores, double residentMib, double perSecond, Turn dead, Turn alive) {}

  /**
   * All servers turned at once.
   *
   * @param seconds from then until the last was told
   * @param cores that were used in that time
   * @param told how many were
   */
  record Turn(double seconds, double cores, long told) {}

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
              .until(() -> servers.asked() != 0);
          TimeUnit.NANOSECONDS.sleep(warmup.toNanos());
          return measure(daemon, servers);
        }
      }
    }
  }

  private Figures measure(Daemon daemon, ServerFarm servers) throws InterruptedException {
    long asked = servers.asked();
    Instant from = Instant.now();
    OutsideView.begin();
    ProcessCost before = ProcessCost.of(daemon.pid());
    TimeUnit.NANOSECONDS.sleep(steady.toNanos());
    ProcessCost after = ProcessCost.of(daemon.pid());
    double seconds = seconds(from, Instant.now());
    long done = servers.asked() - asked;
    double perSecond = asked < 0 ? -1 : done / seconds;
    if (asked >= 0) {
      OutsideView.end(done);
    }
    return new Figures(
        cores(before, after, seconds),
        after.residentKib() / 1024.0,
        perSecond,
        turn(daemon, servers::die, REMOVED),
        turn(daemon, servers::revive, ADDED));
  }

  /** Lets all servers turn and waits until the log has told of each, or patience ends. */
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
          .until(() -> told(daemon, known, word).size() >= count);
    } catch (ConditionTimeoutException _) {
      // the figures say how many were told
    }
    ProcessCost after = ProcessCost.of(daemon.pid());
    Instant end = Instant.now();
    List<Instant> told = told(daemon, known, word);
    return new Turn(
        told.isEmpty() ? 0 : seconds(from, told.getLast()),
        cores(before, after, seconds(from, end)),
        told.size());
  }

  private static List<Instant> told(Daemon daemon, int known, String word) {
    return daemon.lines().stream()
        .skip(known)
        .filter(line -> line.text().contains(word))
        .map(Daemon.Line::at)
        .toList();
  }

  private static double cores(ProcessCost before, ProcessCost after, double seconds) {
    return after.cpu().minus(before.cpu()).toMillis() / 1000.0 / seconds;
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
