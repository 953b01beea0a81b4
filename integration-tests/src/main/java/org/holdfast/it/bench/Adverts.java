package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what an advert costs the election loop of a running agent, sent and received. */
@Command(
    name = "adverts",
    mixinStandardHelpOptions = true,
    description = "Measures time and memory per advert and prints a table.")
public final class Adverts implements Callable<Integer> {
  private static final Pattern ELECTION_LOOP =
      Pattern.compile("\"[^\"]*election[^\"]*\".* cpu=([0-9.]+)ms .*allocated=([0-9]+)([BKMG])");

  @Option(
      names = {"-i", "--instances"},
      defaultValue = "250",
      description = "Virtual routers, 1 to 250 (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = {"-s", "--seconds"},
      defaultValue = "20",
      description =
          "How long to measure, after as long for warming up (default: ${DEFAULT-VALUE}).")
  private int seconds;

  /**
   * The resources that the loop has used since its start, and the number of adverts that it has
   * handled.
   */
  private record Sample(double cpuMillis, double bytes, long sent, long received) {
    static Sample of(LabAgent agent) {
      var packets = agent.packets();
      Matcher loop = ELECTION_LOOP.matcher(agent.threads());
      if (!loop.find()) {
        throw new IllegalStateException("no election loop among the threads of " + agent);
      }
      double bytes =
          Double.parseDouble(loop.group(2)) * Math.pow(1024, "BKMG".indexOf(loop.group(3)));
      return new Sample(
          Double.parseDouble(loop.group(1)), bytes, packets.sent(), packets.received());
    }
  }

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Adverts()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    var missing = Tools.missing(Tools.HOLDFAST);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    try (PairLab lab = PairLab.open()) {
      LabAgent master = new LabAgent(lab.a());
      LabAgent backup = new LabAgent(lab.b());
      master.start(configuration(200));
      await("a master").until(() -> master.state("VI_1").equals("MASTER"));
      backup.start(configuration(100));
      TimeUnit.SECONDS.sleep(seconds);
      Sample masterBefore = Sample.of(master);
      Sample backupBefore = Sample.of(backup);
      TimeUnit.SECONDS.sleep(seconds);
      Sample masterAfter = Sample.of(master);
      Sample backupAfter = Sample.of(backup);
      System.out.printf("%-9s %10s %12s %12s%n", "", "adverts", "us of CPU", "bytes");
      print("sent", masterBefore, masterAfter, masterAfter.sent() - masterBefore.sent());
      print(
          "received", backupBefore, backupAfter, backupAfter.received() - backupBefore.received());
    }
    return 0;
  }

  private String configuration(int priority) {
    return IntStream.rangeClosed(1, instances)
        .mapToObj(vrid -> instance(vrid, priority))
        .collect(
            Collectors.joining(
                "\n",
                """
                vrrp:
                  defaults: { version: 3, advertisement-interval: 100ms }
                  instances:
                """,
                "\n"));
  }

  private static String instance(int vrid, int priority) {
    return String.format(
        Locale.ROOT,
        "    VI_%1$d: { interface: eth0, virtual-router-id: %1$d, priority: %2$d,"
            + " addresses: [10.9.1.%1$d/32] }",
        vrid,
        priority);
  }

  private static void print(String what, Sample before, Sample after, long adverts) {
    System.out.printf(
        "%-9s %10d %12.1f %12.1f%n",
        what,
        adverts,
        (after.cpuMillis() - before.cpuMillis()) * 1000 / adverts,
        (after.bytes() - before.bytes()) / adverts);
  }
}
