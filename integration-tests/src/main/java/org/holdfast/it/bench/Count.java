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
import org.holdfast.it.lab.Tools;
import org.holdfast.it.nemesis.StallMeter;
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
  private static final String HEADER =
      """

      variant         handovers  kills     probes  lost at: handover     kill  total  conns  broken   late  false  longest restart ms
      """;

  @Option(
      names = {"-v", "--variants"},
      split = ",",
      defaultValue = "ipv4-multicast,ipv4-unicast,ipv6-multicast,ipv6-unicast,sync-group",
      description = "Which kinds of virtual routers, all at once (default: ${DEFAULT-VALUE}).")
  private List<CountVariant> variants = List.of();

  @Option(
      names = {"-r", "--rounds"},
      defaultValue = "100",
      description =
          "Rounds of two handovers and two kills, 16 seconds each (default: ${DEFAULT-VALUE}).")
  private int rounds;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Count())
            .registerConverter(CountVariant.class, CountVariant::of)
            .execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var missing = Tools.missing(Tools.HOLDFAST);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    List<Future<String>> rows = new ArrayList<>();
    try (var stalls = new StallMeter();
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (CountVariant variant : variants) {
        rows.add(threads.submit(() -> count(variant, stalls)));
      }
      List<String> results = new ArrayList<>();
      for (Future<String> row : rows) {
        results.add(result(row));
      }
      System.out.print(HEADER);
      results.forEach(System.out::println);
    }
    System.out.println("load average " + Files.readString(Path.of("/proc/loadavg")).strip());
    return 0;
  }

  private static String result(Future<String> row) throws InterruptedException {
    try {
      return row.get();
    } catch (ExecutionException e) {
      return "not counted: " + e.getCause();
    }
  }

  private String count(CountVariant variant, StallMeter stalls) {
    try (var scene = new CountScene(variant, stalls)) {
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
