package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.UserModeLinux;
import org.holdfast.it.nemesis.StallMeter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Counts what clients lose in many planned handovers and restarts after kill -9. */
@Command(
    name = "count",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Counts what clients lose in handovers and restarts, and prints a table.")
public final class Count implements Callable<Integer> {
  static final String HEADER =
      """

      variant         handovers  kills     probes  lost at: handover     kill  total  conns  broken   late  false  longest restart ms  table differences
      """;

  static final String LOAD = "load average ";

  @Option(
      names = {"-v", "--variants"},
      split = ",",
      defaultValue = "ipv4-multicast,ipv4-unicast,ipv6-multicast,ipv6-unicast,sync-group",
      description =
          "Kinds of virtual routers, all at once (default: ${DEFAULT-VALUE}); also lvs-nat,"
              + " lvs-direct.")
  private List<CountVariant> variants = List.of();

  @Option(
      names = {"-r", "--rounds"},
      defaultValue = "100",
      description =
          "Rounds of two handovers and two kills, at least 16 seconds each (default:"
              + " ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = {"-i", "--interval"},
      description = "Seconds between adverts (default: 1; with an IPVS table 2).")
  private @Nullable Integer interval;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Count())
            .registerConverter(CountVariant.class, CountVariant::of)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Stream<Tools> kernel =
        variants.stream().anyMatch(Count::needsGuest)
            ? Stream.of(Tools.USER_MODE_LINUX)
            : Stream.empty();
    var missing =
        Tools.missing(Stream.concat(Stream.of(Tools.HOLDFAST), kernel).toArray(Tools[]::new));
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    List<Future<String>> rows = new ArrayList<>();
    try (var stalls = UserModeLinux.isHere() ? StallMeter.ofThreads() : new StallMeter();
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (CountVariant variant : variants) {
        rows.add(
            threads.submit(() ->
                needsGuest(variant)
                    ? CountGuest.count(variant, interval(variant), rounds)
                    : count(variant, stalls)));
      }
      List<String> results = new ArrayList<>();
      for (Future<String> row : rows) {
        results.add(result(row));
      }
      System.out.print(HEADER);
      results.forEach(System.out::println);
    }
    System.out.println(LOAD + Files.readString(Path.of("/proc/loadavg")).strip());
    return 0;
  }

  private int interval(CountVariant variant) {
    return interval == null ? variant.interval() : interval;
  }

  private static boolean needsGuest(CountVariant variant) {
    return variant.isInGuest() && !UserModeLinux.isHere();
  }

  private static String result(Future<String> row) throws InterruptedException {
    try {
      return row.get();
    } catch (ExecutionException e) {
      return "not counted: " + e.getCause();
    }
  }

  private String count(CountVariant variant, StallMeter stalls) {
    try (var scene = new CountScene(variant, interval(variant), stalls)) {
      scene.start();
      try {
        for (int round = 0; round < rounds; round++) {
          scene.round();
        }
      } catch (IllegalStateException e) {
        return scene.result() + "\nended early: " + e.getMessage();
      }
      return scene.result();
    }
  }
}
