package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.it.bench.TableRun.Figures;
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
          ip link add $device up type dummy
          ip address add 10.255.0.1/24 dev $device
          exec "$@"' run "$@" --run $make || exit
      }
      for make in $makes; do turn $make "$@" >/dev/null; done
      for make in $turns; do turn $make "$@"; done
      """;

  private static final String HEADER =
      """
      Process start until the table is there; a weight changed by a number in a file, median and
      longest of nine; the same of a weight that another program has changed until it is put right
      (keepalived does not); SIGHUP until another weight in the configuration is there, median and
      longest of five; SIGTERM until the process has ended; rows that were left in the table.

          size  make        push s   weight ms      drift ms     reload ms      stop s   left of
      """;

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
  public Integer call() throws IOException {
    if (run != null) {
      measure(run, sizes.getFirst());
      return 0;
    }
    var tools = Stream.concat(Stream.of(Tools.USER_MODE_LINUX), makes.stream().map(Checker::tool));
    var missing = Tools.missing(tools.toArray(Tools[]::new));
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    System.out.print(HEADER);
    for (var size : sizes) {
      int status = boot(size);
      if (status != 0) {
        return status;
      }
    }
    return 0;
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
    command.addAll(UserModeLinux.java(IpvsTables.class, List.of("--sizes", size)));
    try (UserModeLinux kernel = UserModeLinux.open()) {
      return kernel.run(command, LIMIT, System.out::println);
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
        "%8s  %-10s %7.2f  %s  %s  %s  %7.2f  %5d %d%n",
        size,
        make,
        figures.push().toMillis() / 1000.0,
        medianAndLongest(figures.weights()),
        medianAndLongest(figures.drifts()),
        medianAndLongest(figures.reloads()),
        figures.stop().toMillis() / 1000.0,
        figures.left(),
        plan.rows());
  }

  private static String medianAndLongest(List<Duration> sorted) {
    return sorted.isEmpty()
        ? "%12s".formatted("-")
        : "%5d %6d"
            .formatted(sorted.get(sorted.size() / 2).toMillis(), sorted.getLast().toMillis());
  }
}
