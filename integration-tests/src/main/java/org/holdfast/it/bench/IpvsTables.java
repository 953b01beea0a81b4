package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.it.bench.TableRun.Figures;
import org.holdfast.it.lab.LabJava;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.UserModeLinux;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how long the kernel's IPVS table takes to appear, to change, and to disappear. */
@Command(
    name = "ipvs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the way of tables into the kernel and out of it, and prints a table.")
public final class IpvsTables implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private static final String EACH_ALONE =
      """
      export device=$1
      makes=$2 turns=$3
      shift 3
      turn() {
        make=$1
        shift
        unshare -n sh -c '
          ip link set lo up
          ip link add $device type dummy
          echo 1 >/proc/sys/net/ipv6/conf/$device/disable_ipv6
          ip link set $device up
          ip address add 10.255.0.1/24 dev $device
          exec "$@"' run "$@" --run $make || exit
      }
      for make in $makes; do turn $make "$@" >/dev/null; done
      for make in $turns; do turn $make "$@"; done
      """;

  private static final String HEADER =
      """
      Process start until the first advert, until the first service is in the table, and until all
      of the table is; a weight changed by a number in a file, median and longest of nine; the same
      of a weight that another program has changed until it is put right (keepalived does not);
      SIGHUP until another weight in the configuration is there, median and longest of five; SIGTERM
      until the process has ended; rows that were left in the table. Below each size, ratios of the
      medians.

          size  make       advert s  first s  whole s   weight ms      drift ms     reload ms      stop s   left of
      """;

  /** A part of the benchmark. */
  enum Part {
    TABLES,
    HANDOVER
  }

  @Option(
      names = {"-s", "--sizes"},
      split = ",",
      defaultValue = "1x1,100x10,1000x10,2000x20",
      description = "Services and servers of each (default: ${DEFAULT-VALUE}).")
  private List<String> sizes = List.of();

  @Option(
      names = {"-r", "--repeats"},
      defaultValue = "3",
      description = "Runs of each make at each size (default: ${DEFAULT-VALUE}).")
  private int repeats;

  @Option(
      names = {"-p", "--parts"},
      split = ",",
      defaultValue = "tables,handover",
      description = "Among ${COMPLETION-CANDIDATES} (default: all); handover at the last size.")
  private List<Part> parts = List.of();

  @Option(
      names = {"-n", "--handovers"},
      defaultValue = "5",
      description = "Handovers there and back (default: ${DEFAULT-VALUE}).")
  private int handovers;

  @Option(
      names = {"-m", "--makes"},
      split = ",",
      defaultValue = "holdfast,keepalived",
      description = "Among ${COMPLETION-CANDIDATES} (default: all).")
  private List<Checker> makes = List.of();

  @Option(names = "--run", hidden = true)
  private @Nullable Checker run;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new IpvsTables())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (run != null) {
      measure(run, sizes.getFirst());
      return 0;
    }
    if (UserModeLinux.isHere()) {
      for (Checker make : makes) {
        TableHandover.measure(make, sizes.getLast(), handovers);
      }
      return 0;
    }
    var tools = Stream.concat(Stream.of(Tools.USER_MODE_LINUX), makes.stream().map(Checker::tool));
    var missing = Tools.missing(tools.toArray(Tools[]::new));
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    int status = 0;
    for (Part part : parts) {
      status = status != 0 ? status : run(part);
    }
    return status;
  }

  private int run(Part part) {
    int status = 0;
    switch (part) {
      case TABLES -> {
        System.out.print(HEADER);
        for (var size : sizes) {
          status = status != 0 ? status : boot(size);
        }
      }
      case HANDOVER -> {
        System.out.print(TableHandover.HEADER);
        List<String> arguments =
            List.of(
                "--sizes", sizes.getLast(),
                "--handovers", Integer.toString(handovers),
                "--makes", words(makes).replace(' ', ','));
        status = boot(LabJava.command(IpvsTables.class, arguments), System.out::println);
      }
    }
    return status;
  }

  /** Does all runs of one size, each in a process and a network namespace of its own. */
  private int boot(String size) {
    String turns =
        Stream.generate(() -> makes)
            .limit(repeats)
            .map(IpvsTables::words)
            .collect(Collectors.joining(" "));
    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", EACH_ALONE, "runs", TablePlan.DEVICE, words(makes), turns));
    command.addAll(LabJava.command(IpvsTables.class, List.of("--sizes", size)));
    var ratios = new TableRatios();
    int status = boot(command, ratios);
    ratios.print();
    return status;
  }

  private static int boot(List<String> command, Consumer<String> output) {
    try (UserModeLinux kernel = UserModeLinux.open()) {
      return kernel.run(command, LIMIT, output);
    }
  }

  private static String words(List<Checker> makes) {
    return makes.stream().map(Checker::toString).collect(Collectors.joining(" "));
  }

  private static void measure(Checker make, String size) throws IOException {
    Path directory = Files.createTempDirectory("holdfast-tables");
    TablePlan plan = TablePlan.of(size, directory);
    Figures figures = new TableRun(make, plan).measure();
    System.out.printf(
        Locale.ROOT,
        "%8s  %-10s %8.2f %8.2f %8.2f  %s  %s  %s  %7.2f  %5d %d%n",
        size,
        make,
        seconds(figures.arrival().advert()),
        seconds(figures.arrival().first()),
        seconds(figures.arrival().whole()),
        medianAndLongest(figures.weights()),
        medianAndLongest(figures.drifts()),
        medianAndLongest(figures.reloads()),
        seconds(figures.stop()),
        figures.left(),
        plan.rows());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String medianAndLongest(List<Duration> sorted) {
    return sorted.isEmpty()
        ? "%12s".formatted("-")
        : "%5d %6d"
            .formatted(sorted.get(sorted.size() / 2).toMillis(), sorted.getLast().toMillis());
  }
}
