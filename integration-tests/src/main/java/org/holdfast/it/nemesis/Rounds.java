package org.holdfast.it.nemesis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays seed after seed for as long as it is told to, by hand; a defeat ends it. */
@Command(
    name = "nemesis",
    description = "A pair of agents suffers faults at random.",
    mixinStandardHelpOptions = true)
public final class Rounds implements Runnable {
  @Option(names = "--minutes", description = "how long to play (default: ${DEFAULT-VALUE})")
  private int minutes = 60;

  @Option(names = "--round", description = "minutes for each seed (default: ${DEFAULT-VALUE})")
  private int round = 10;

  @Option(names = "--seed", description = "the first seed (default: a new one)")
  private long seed = newSeed();

  @Option(names = "--plan", description = "only print so many steps of the seed")
  private int plan;

  private Rounds() {}

  /** Returns a seed that is short enough to be typed. */
  public static long newSeed() {
    return ThreadLocalRandom.current().nextLong(1_000_000_000);
  }

  /** Plays as the options say. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Rounds()).execute(arguments));
  }

  @Override
  public void run() {
    if (plan > 0) {
      System.out.print(Plan.text(seed, plan));
      return;
    }
    Tools.missing(Tools.HOLDFAST, Tools.TSHARK, Tools.NFTABLES)
        .ifPresent(missing -> {
          throw new IllegalStateException(missing);
        });
    Instant end = Instant.now().plus(Duration.ofMinutes(minutes));
    int steps = 0;
    for (long next = seed; Instant.now().isBefore(end); next = newSeed()) {
      Duration left = Duration.between(Instant.now(), end);
      Duration time = Duration.ofMinutes(round);
      steps +=
          Nemesis.play(
              next,
              left.compareTo(time) < 0 ? left : time,
              System.out,
              Path.of(System.getProperty("java.io.tmpdir"), "holdfast-nemesis-" + next));
    }
    System.out.printf("%d steps, and the pair held%n", steps);
  }
}
