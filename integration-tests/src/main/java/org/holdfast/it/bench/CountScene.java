package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.nemesis.StallMeter;

/**
 * Handovers and kills of a pair of directors that clients use. Each round has two handovers, and
 * kills the new master after each of them. Not thread-safe.
 */
final class CountScene implements AutoCloseable {
  /** How much of each log is printed after a loss. */
  private static final int LINES = 40;

  /** Two of these are a round. The launcher gives up an agent that dies five times in a minute. */
  private static final Duration HALF_ROUND = Duration.ofMillis(7_900);

  /** The agents' announcements have ended, and a lost probe is known to be lost. */
  private static final Duration SETTLE = Duration.ofMillis(700);

  private final CountVariant variant;
  private final int interval;
  private final CountLab lab;
  private final LabAgent a;
  private final LabAgent b;
  private final CountClients clients;
  private final SplittableRandom random = new SplittableRandom();
  private final Tally tally = new Tally();

  /** What has been counted so far. */
  static final class Tally {
    int handovers;
    int kills;
    int lostAtHandovers;
    int lostAtKills;
    int broken;
    int late;
    int falseTakeovers;
    int tableDifferences;
    double longestRestartMillis;
  }

  /**
   * @param interval seconds between adverts
   */
  CountScene(CountVariant variant, int interval, StallMeter stalls) {
    this.variant = variant;
    this.interval = interval;
    lab = new CountLab(variant);
    a = lab.a();
    b = lab.b();
    clients = new CountClients(variant, lab.client(), stalls);
  }

  /** Starts all programs, and waits until a serves. */
  void start() {
    a.startSupervised(variant.yaml(1, 150, interval));
    b.startSupervised(variant.yaml(2, 100, interval));
    awaitMaster(a, b);
    waitFor("both tables are complete", () -> differences(a) + differences(b) == 0);
    clients.start();
    if (variant.table().isPresent()) {
      // The kernel tells its peer of a new connection after three packets, up to two seconds later.
      waitFor(
          "the peer knows the connections",
          () -> CountTable.connections(b.node()) >= clients.connections());
    }
  }

  /** Hands over to b, kills b, hands back to a, and kills a. */
  void round() {
    half("step-down", a, b, () -> a.stepDown(variant.instances().getFirst()));
    half("resume", b, a, () -> a.resume(variant.instances().getFirst()));
  }

  private void half(String order, LabAgent from, LabAgent to, Runnable command) {
    Instant begin = Instant.now();
    command.run();
    awaitMaster(to, from);
    pass(SETTLE.plusMillis(random.nextInt(1000)));
    tally.handovers++;
    String handover = order + " " + tally.handovers;
    compareTables(handover, from, to);
    tally.lostAtHandovers += losses(handover, begin);

    tally.kills++;
    String kill = "kill " + tally.kills;
    Instant killed = Instant.now();
    long peersTransitions = transitions(from);
    long pid = to.supervisedPid();
    to.signal("KILL", pid);
    waitFor(
        to + " runs again",
        () -> {
          compareTables(kill, to);
          return isAnother(to.supervisedPid(), pid) && isMaster(to);
        });
    tally.longestRestartMillis =
        Math.max(
            tally.longestRestartMillis,
            (double) Duration.between(killed, Instant.now()).toMillis());
    pass(SETTLE);
    pass(Duration.between(Instant.now(), begin.plus(HALF_ROUND)));
    compareTables(kill, from, to);
    int lost = losses(kill, killed);
    tally.lostAtKills += lost;
    long entered = transitions(from) - peersTransitions;
    if (entered > 0) {
      tally.falseTakeovers++;
      print(kill + ": the peer has taken over" + (lost > 0 ? "" : logs()));
    }
  }

  /** Counts how far the tables of these directors differ from the configuration. */
  private void compareTables(String step, LabAgent... directors) {
    for (LabAgent director : directors) {
      int differences = differences(director);
      if (differences > 0) {
        tally.tableDifferences += differences;
        print(
            "%s: %d differences in the table of %s%s"
                .formatted(step, differences, director, logs()));
      }
    }
  }

  private int differences(LabAgent director) {
    return variant
        .table()
        .map(table -> table.differences(director.node(), variant.probed().getFirst()))
        .orElse(0);
  }

  private static boolean isAnother(long pid, long than) {
    return pid != 0 && pid != than;
  }

  private long transitions(LabAgent agent) {
    return agent.transitions(variant.instances().getFirst());
  }

  /** Returns the number of lost probes, and counts the connections. */
  private int losses(String step, Instant begin) {
    CountClients.Losses losses = clients.since(begin, text -> print(step + ": " + text));
    tally.broken += losses.broken();
    tally.late += losses.late();
    if (losses.probes() > 0) {
      print("the logs are" + logs());
    }
    return losses.probes();
  }

  private void awaitMaster(LabAgent master, LabAgent backup) {
    waitFor(
        master + " alone serves",
        () ->
            isMaster(master)
                && variant.instances().stream()
                    .allMatch(instance -> backup.state(instance).equals("BACKUP"))
                && master.node().addresses().containsAll(variant.held())
                && variant.held().stream().noneMatch(backup.node().addresses()::contains));
  }

  private boolean isMaster(LabAgent agent) {
    return variant.instances().stream().allMatch(each -> agent.state(each).equals("MASTER"));
  }

  private void waitFor(String fact, BooleanSupplier condition) {
    try {
      await(fact)
          .atMost(variant.patience())
          .pollInterval(variant.lookPause())
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException("%s: not so: %s%s".formatted(variant, fact, logs()), e);
    }
  }

  private String logs() {
    StringBuilder text = new StringBuilder();
    for (LabAgent agent : List.of(a, b)) {
      // A start prints a line for each virtual server.
      List<String> log = agent.log().stream().filter(line -> !line.contains(" for VS ")).toList();
      text.append("\n    ").append(agent);
      log.stream()
          .skip(Math.max(0, log.size() - LINES))
          .forEach(line -> text.append("\n      ").append(line));
    }
    return text.toString();
  }

  /** Ends the probes, and returns a row of the table. */
  String result() {
    CountClients.Probes probes = clients.stop();
    return String.format(
        Locale.ROOT,
        "%-15s %9d %6d %10d %9d %8d %6d %6d %7d %6d %6d  %8.0f %17s",
        variant,
        tally.handovers,
        tally.kills,
        probes.sent(),
        tally.lostAtHandovers,
        tally.lostAtKills,
        probes.lost(),
        clients.connections(),
        tally.broken,
        tally.late,
        tally.falseTakeovers,
        tally.longestRestartMillis,
        variant.table().isPresent() ? tally.tableDifferences : "-");
  }

  private void print(String text) {
    System.out.println(variant + " " + text);
  }

  private static void pass(Duration time) {
    if (time.isPositive()) {
      try {
        Thread.sleep(time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    clients.close();
    lab.close();
  }
}
