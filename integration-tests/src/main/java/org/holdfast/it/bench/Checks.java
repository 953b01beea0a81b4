package org.holdfast.it.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.holdfast.it.bench.CheckRun.Figures;
import org.holdfast.it.bench.CheckRun.Turn;
import org.holdfast.it.lab.LabJava;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.UserModeLinux;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures the cost of thousands of health checks, and how soon the checks report the death of all
 * servers.
 */
@Command(
    name = "checks",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures health checks, one a second for each server, and prints a table.")
public final class Checks implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(2);

  private static final String HEADER =
      """
      Checks, one a second for each server; CPU of each in microseconds, of all in per cent of a
      core. Then all servers die at once and come back at once: seconds until the last is reported,
      the CPU meanwhile, and how many were reported if not all.

      check    count make        checks/s  us each   CPU %     MiB  dead                   back
      """;

  @Option(
      names = {"-k", "--kinds"},
      split = ",",
      defaultValue = "tcp,http,https,ping,udp,dns,script",
      description = "Among ${COMPLETION-CANDIDATES} (default: all).")
  private List<BenchCheck> kinds = List.of();

  @Option(
      names = {"-n", "--counts"},
      split = ",",
      defaultValue = "100,2000,10000",
      description = "How many servers, each with a check of its own (default: ${DEFAULT-VALUE}).")
  private List<Integer> counts = List.of();

  @Option(
      names = {"-w", "--warm-up"},
      defaultValue = "20",
      description = "Seconds before anything is measured (default: ${DEFAULT-VALUE}).")
  private int warmup;

  @Option(
      names = {"-s", "--seconds"},
      defaultValue = "20",
      description = "How long the steady state is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = {"-r", "--repeats"},
      defaultValue = "1",
      description = "Runs of each (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = "--with-keepalived",
      description =
          "Measures keepalived too, which needs IPVS: all of it runs inside User-Mode Linux.")
  private boolean withKeepalived;

  @Option(
      names = "--with-ipvs",
      description = "Runs inside User-Mode Linux, where the checks move an IPVS table.")
  private boolean withIpvs;

  @Spec private @Nullable CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Checks()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Checker> makes =
        withKeepalived ? List.of(Checker.HOLDFAST, Checker.KEEPALIVED) : List.of(Checker.HOLDFAST);
    boolean isElsewhere = (withKeepalived || withIpvs) && !UserModeLinux.isHere();
    Stream<Tools> tools = makes.stream().map(Checker::tool);
    var missing =
        Tools.missing(
            (isElsewhere ? Stream.concat(Stream.of(Tools.USER_MODE_LINUX), tools) : tools)
                .toArray(Tools[]::new));
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    if (isElsewhere) {
      return runInside();
    }
    System.out.print(HEADER);
    for (BenchCheck kind : kinds) {
      for (int count : counts) {
        for (int repeat = 0; repeat < repeats; repeat++) {
          for (Checker make : makes) {
            print(
                new CheckRun(
                    make, kind, count, Duration.ofSeconds(warmup), Duration.ofSeconds(seconds)));
          }
        }
      }
    }
    return 0;
  }

  private int runInside() {
    List<String> arguments =
        Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs();
    try (UserModeLinux kernel = UserModeLinux.open()) {
      return kernel.run(
          LabJava.command(Checks.class, arguments), LIMIT, new OutsideView(System.out::println));
    }
  }

  private static void print(CheckRun run) throws IOException, InterruptedException {
    Figures figures = run.measure();
    double perSecond = figures.perSecond();
    boolean isCounted = perSecond > 0;
    System.out.printf(
        Locale.ROOT,
        "%-7s %6d %-10s %9s %8s %7.1f %7.0f  %-22s %s%n",
        run.kind(),
        run.count(),
        run.make(),
        isCounted ? String.format(Locale.ROOT, "%.0f", perSecond) : "-",
        isCounted ? String.format(Locale.ROOT, "%.1f", figures.cores() * 1e6 / perSecond) : "-",
        figures.cores() * 100,
        figures.residentMib(),
        words(figures.dead(), run.count()),
        words(figures.alive(), run.count()));
  }

  private static String words(Turn turn, int count) {
    return String.format(
        Locale.ROOT,
        "%.3f s %.0f %%%s",
        turn.seconds(),
        turn.cores() * 100,
        turn.reported() == count ? "" : " (" + turn.reported() + " reported)");
  }
}
