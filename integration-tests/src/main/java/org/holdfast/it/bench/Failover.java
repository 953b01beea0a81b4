package org.holdfast.it.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long a client is cut off when a master is lost, for a pair of Holdfast and a pair of
 * keepalived on one switch.
 */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures a client's outage, side by side, and prints a table.")
public final class Failover implements Callable<Integer> {
  private static final int MOST_LINES = 20;

  @Option(
      names = {"-n", "--repeats"},
      defaultValue = "5",
      description = "Repeats of every scenario, for each make (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = {"-i", "--intervals"},
      split = ",",
      defaultValue = "1000,100,10",
      description = "Advertisement intervals in ms (default: ${DEFAULT-VALUE}).")
  private List<Integer> intervals = List.of();

  @Option(
      names = {"-s", "--scenarios"},
      split = ",",
      defaultValue = "node-loss,link-loss,stop",
      description = "Among ${COMPLETION-CANDIDATES} (default: all).")
  private List<Scenario> scenarios = List.of();

  @Option(
      names = {"-m", "--makes"},
      split = ",",
      defaultValue = "holdfast,keepalived",
      description =
          "Among ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); the last is the measure.")
  private List<Make> makes = List.of();

  @Option(
      names = "--steady",
      defaultValue = "0",
      description =
          "Breaks nothing for this many minutes instead, and counts takeovers (default: none).")
  private int steadyMinutes;

  @Option(
      names = "--bfd",
      description = "Holdfast's directors watch each other by BFD, 10 ms three times.")
  private boolean bfd;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Failover())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(
                Scenario.class,
                text -> Scenario.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')))
            .execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    var missing = Tools.missing(makes.stream().map(Make::tool).toArray(Tools[]::new));
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    if (steadyMinutes > 0) {
      for (int interval : intervals) {
        keepSteady(Duration.ofMillis(interval));
      }
      return 0;
    }
    System.out.println("The client's outage in ms, probed every millisecond; VRRP version 3,");
    System.out.printf("priorities 150 and 100, %d repeats.%n%n", repeats);
    System.out.printf(
        "%-7s %-13s %-10s %9s %9s %9s  %s%n",
        "advert", "scenario", "make", "min", "median", "max", "ratio");
    for (int interval : intervals) {
      compare(Duration.ofMillis(interval));
    }
    return 0;
  }

  /**
   * Runs all scenarios at one interval. The makes take turns, so that noise affects all of them
   * alike.
   */
  private void compare(Duration interval) throws InterruptedException {
    try (Lab lab = Lab.open()) {
      List<FailoverPair> pairs = startPairs(lab, interval);
      for (Scenario scenario : scenarios) {
        List<ArrayList<Double>> outages = pairs.stream().map(_ -> new ArrayList<Double>()).toList();
        for (int repeat = 0; repeat < repeats; repeat++) {
          double phase = (repeat + 0.5) / repeats;
          for (int pair = 0; pair < pairs.size(); pair++) {
            outages.get(pair).add(measure(pairs.get(pair), scenario, interval, phase));
          }
        }
        print(interval, scenario, outages.stream().map(Outage::of).toList());
      }
      pairs.forEach(FailoverPair::close);
    }
  }

  /** Breaks nothing, and counts what a pair does wrongly then: transitions and lost probes. */
  private void keepSteady(Duration interval) throws InterruptedException {
    try (Lab lab = Lab.open()) {
      List<FailoverPair> pairs = startPairs(lab, interval);
      pairs.forEach(FailoverPair::awaitSettled);
      TimeUnit.SECONDS.sleep(10); // the bursts of announcements, and the compiler
      Instant begin = Instant.now();
      TimeUnit.MINUTES.sleep(steadyMinutes);
      for (FailoverPair pair : pairs) {
        List<String> transitions = pair.transitionsSince(begin);
        System.out.printf(
            "%-7s %-10s %d minutes: %d transitions of VRRP and BFD, %.1f ms without an answer%n",
            interval.toMillis() + " ms",
            pair.make(),
            steadyMinutes,
            transitions.size(),
            pair.client().outageMillisSince(begin));
        transitions.stream().limit(MOST_LINES).forEach(line -> System.out.println("  " + line));
      }
      pairs.forEach(FailoverPair::close);
    }
  }

  private List<FailoverPair> startPairs(Lab lab, Duration interval) {
    Switch lan = lab.addSwitch("lan");
    List<FailoverPair> pairs = new ArrayList<>();
    for (Make make : makes) {
      int number = pairs.size() + 1;
      String network = "10.9." + number + ".";
      RouterSpec spec =
          RouterSpec.v3(network + "100/24").withVrid(50 + number).withInterval(interval);
      Node one = lab.addNode("a" + number).attach(lan, "eth0", network + "1/24");
      Node two = lab.addNode("b" + number).attach(lan, "eth0", network + "2/24");
      Node client = lab.addNode("c" + number).attach(lan, "eth0", network + "3/24");
      Director master = director(make, one, spec.withPriority(150), network + "2");
      Director backup = director(make, two, spec.withPriority(100), network + "1");
      backup.start();
      master.start();
      pairs.add(new FailoverPair(make, master, backup, LabProber.start(client, spec.vip())));
    }
    return pairs;
  }

  private Director director(Make make, Node node, RouterSpec spec, String peer) {
    return bfd && make == Make.HOLDFAST
        ? new HoldfastDirector(node, spec, IpAddress.of(peer))
        : make.director(node, spec);
  }

  private static double measure(
      FailoverPair pair, Scenario scenario, Duration interval, double phase)
      throws InterruptedException {
    pair.awaitSettled();
    awaitPhase(pair.master(), interval, phase);
    Instant struck = Instant.now();
    scenario.strike(pair.master());
    pair.awaitTakenOver();
    double millis = pair.client().outageMillisSince(struck);
    scenario.repair(pair.master());
    return millis;
  }

  /**
   * Lets the burst of announcements pass, then waits for this fraction of an interval after an
   * advert. The moment of a fault within the interval changes the outage by up to one interval, so
   * the repeats are spread evenly over it and in the same way for all makes.
   */
  private static void awaitPhase(Director master, Duration interval, double phase)
      throws InterruptedException {
    Instant earliest = Instant.now().plusMillis(500);
    Instant firstAdvert =
        master.log().stream()
            .filter(line -> line.text().contains("Entering MASTER STATE"))
            .reduce((_, last) -> last)
            .map(Daemon.Line::at)
            .orElse(earliest);
    long adverts = Duration.between(firstAdvert, earliest).dividedBy(interval) + 1;
    Instant strike =
        firstAdvert
            .plus(interval.multipliedBy(adverts))
            .plusNanos((long) (phase * interval.toNanos()));
    TimeUnit.NANOSECONDS.sleep(Duration.between(Instant.now(), strike).toNanos());
  }

  private void print(Duration interval, Scenario scenario, List<Outage> outages) {
    for (int make = 0; make < makes.size(); make++) {
      boolean isReference = make == makes.size() - 1;
      System.out.printf(
          "%-7s %-13s %-10s %s  %s%n",
          interval.toMillis() + " ms",
          scenario,
          makes.get(make),
          outages.get(make),
          isReference ? "" : outages.get(make).ratioTo(outages.getLast()));
    }
  }
}
