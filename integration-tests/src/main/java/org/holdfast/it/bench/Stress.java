package org.holdfast.it.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how even a master's adverts are under burdens, in turns with keepalived. */
@Command(
    name = "stress",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measures the gaps between adverts under burdens, and prints a table.")
public final class Stress implements Callable<Integer> {

  private static final int REAL_TIME_PRIORITY = 50;

  /** The priority of the process that sends adverts. */
  enum Priority {
    NORMAL,
    REAL_TIME
  }

  @Option(
      names = {"-b", "--burdens"},
      split = ",",
      defaultValue = "none,hogs,real_time_hogs,checks,questions,netlink,reloads",
      description = "Among ${COMPLETION-CANDIDATES} (default: all).")
  private List<Burden> burdens = List.of();

  @Option(
      names = {"-i", "--intervals"},
      split = ",",
      defaultValue = "10,100,1000",
      description = "Milliseconds between two adverts (default: ${DEFAULT-VALUE}).")
  private List<Integer> intervals = List.of();

  @Option(
      names = {"-p", "--priorities"},
      split = ",",
      defaultValue = "normal,real_time",
      description = "Among ${COMPLETION-CANDIDATES} (default: both).")
  private List<Priority> priorities = List.of();

  @Option(
      names = {"-s", "--seconds"},
      defaultValue = "15",
      description = "How long each pair is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Stress()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var missing = Tools.missing(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    Locale.setDefault(Locale.ROOT);
    StressPair.printHeader();
    for (int interval : intervals) {
      for (Burden burden : burdens) {
        for (Priority priority : priorities) {
          int realTime = priority == Priority.NORMAL ? 0 : REAL_TIME_PRIORITY;
          for (Make make : List.of(Make.HOLDFAST, Make.KEEPALIVED)) {
            StressPair.measure(new StressPair.Terms(make, interval, realTime, burden), seconds);
          }
        }
      }
    }
    return 0;
  }
}
