package org.holdfast.it.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures an agent of many instances, addresses and servers, side by side with keepalived. */
@Command(
    name = "scale",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures many instances, addresses and servers, and prints a table for each.")
public final class Scale implements Callable<Integer> {

  /** A part of the benchmark. */
  enum Part {
    INSTANCES,
    ADDRESSES,
    COMMANDS,
    COLLECTIONS
  }

  @Option(
      names = {"-p", "--parts"},
      split = ",",
      defaultValue = "instances,addresses,commands,collections",
      description = "Among ${COMPLETION-CANDIDATES} (default: all).")
  private List<Part> parts = List.of();

  @Option(
      names = {"-i", "--instances"},
      defaultValue = "1000",
      description = "Virtual routers at 100 ms, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = {"-a", "--addresses"},
      split = ",",
      defaultValue = "1000,10000",
      description = "Addresses of one virtual router (default: ${DEFAULT-VALUE}).")
  private List<Integer> addresses = List.of();

  @Option(
      names = {"-v", "--services"},
      defaultValue = "2000",
      description = "Virtual servers of 20 servers each (default: ${DEFAULT-VALUE}).")
  private int services;

  @Option(
      names = {"-k", "--checked"},
      defaultValue = "40000",
      description =
          "Servers that are checked each second beside collections (default: ${DEFAULT-VALUE}).")
  private int checked;

  @Option(
      names = {"-s", "--seconds"},
      defaultValue = "20",
      description = "How long each steady state is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Scale()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var missing = Tools.missing(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    Locale.setDefault(Locale.ROOT);
    for (Part part : parts) {
      switch (part) {
        case INSTANCES -> {
          for (int family : new int[] {4, 6}) {
            ScaleInstances.measure(instances, family, seconds);
          }
        }
        case ADDRESSES -> {
          for (int count : addresses) {
            ScaleAddresses.measure(count);
          }
        }
        case COMMANDS -> {
          ScaleCommands.ofInstances(instances);
          for (int count : addresses) {
            ScaleCommands.ofAddresses(count);
          }
          ScaleCommands.ofServices(services);
        }
        case COLLECTIONS -> ScaleCollections.measure(checked, seconds);
      }
    }
    return 0;
  }
}
