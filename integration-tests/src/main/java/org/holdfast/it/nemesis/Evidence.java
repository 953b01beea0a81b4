package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.it.lab.LabProber;

/** What happened when, and, after a defeat, everything that is needed to find out why. */
final class Evidence {
  private static final int LAST_LINES = 12;

  private final long seed;
  private final World world;
  private final PrintStream out;
  private final Path directory;
  private final List<String> timeline = new ArrayList<>();
  private Instant from = Instant.now();

  /**
   * @param out where each line of the timeline is printed at once
   * @param directory where files go after a defeat; it is made then
   */
  Evidence(long seed, World world, PrintStream out, Path directory) {
    this.seed = seed;
    this.world = world;
    this.out = out;
    this.directory = directory;
  }

  /** Adds a line to the timeline. */
  void note(String what) {
    String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + what;
    timeline.add(line);
    out.println(line);
  }

  /** Has the report of a defeat begin at this instant. */
  void forgetBefore(Instant instant) {
    from = instant;
  }

  /**
   * Returns what to throw: the step, what happened lately, and both logs; the rest is kept in
   * files.
   */
  Defeat defeat(String step, List<String> complaints) {
    note("  FAILED: " + String.join("; ", complaints));
    var text = new StringBuilder();
    text.append("seed %d, %s%n".formatted(seed, step));
    complaints.forEach(complaint -> text.append("  ").append(complaint).append('\n'));
    text.append(
        "repeat: -Dholdfast.nemesis.seed=%d, or integration-tests/bench/nemesis --seed %d%n"
            .formatted(seed, seed));
    text.append("\nthe last steps:\n");
    timeline.stream()
        .skip(Math.max(0, timeline.size() - LAST_LINES))
        .forEach(line -> append(text, line));
    text.append("\nowners of ").append(World.VIP).append(":\n");
    for (Side side : Side.values()) {
      append(text, side + " has " + world.hardwareAddress(side));
    }
    world.watch().changes().stream()
        .filter(change -> change.at().isAfter(from))
        .forEach(change -> append(text, change.at() + " " + change.owners()));
    for (LabProber prober : world.probers()) {
      text.append("\nclients without answers:\n");
      prober.endedSince(from).forEach(gap -> append(text, gap.toString()));
    }
    for (Side side : Side.values()) {
      text.append("\nlog of ").append(side).append(":\n");
      world.subject(side).logSince(from).forEach(line -> append(text, line));
    }
    text.append("\nall logs and packets: ").append(keep());
    return new Defeat(text.toString());
  }

  private Path keep() {
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve("timeline"), timeline);
      for (Side side : Side.values()) {
        Subject subject = world.subject(side);
        Files.write(directory.resolve(side + ".log"), subject.logSince(Instant.MIN));
        Files.writeString(directory.resolve(side + ".threads"), subject.threads());
      }
      Files.copy(
          world.stopCapture(), directory.resolve("lan.pcap"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      out.println("not everything could be kept: " + e);
    }
    return directory;
  }

  private static void append(StringBuilder text, String line) {
    text.append("  ").append(line).append('\n');
  }
}
