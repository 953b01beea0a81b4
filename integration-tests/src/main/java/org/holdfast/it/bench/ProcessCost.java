package org.holdfast.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The resources that a process and all its descendants have used so far, from {@code /proc}.
 *
 * @param cpu user and system time, including that of children that have ended
 * @param residentKib the resident memory of the running processes; shared pages count once for each
 *     process
 */
record ProcessCost(Duration cpu, long residentKib) {
  /** The unit of the times in /proc/PID/stat: 100 on every Linux that runs Java. */
  private static final int TICKS_PER_SECOND = 100;

  static ProcessCost of(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants())
        .map(ProcessHandle::pid)
        .map(ProcessCost::alone)
        .reduce(new ProcessCost(Duration.ZERO, 0), ProcessCost::plus);
  }

  private static ProcessCost alone(long pid) {
    Path directory = Path.of("/proc", Long.toString(pid));
    try {
      String stat = Files.readString(directory.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int field = 11; field <= 14; field++) {
        ticks += Long.parseLong(fields[field]);
      }
      long kib =
          Files.readAllLines(directory.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      return new ProcessCost(Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND), kib);
    } catch (IOException e) {
      if (Files.exists(directory)) {
        throw new UncheckedIOException(e);
      }
      return new ProcessCost(Duration.ZERO, 0); // the process has ended in the meantime
    }
  }

  private ProcessCost plus(ProcessCost other) {
    return new ProcessCost(cpu.plus(other.cpu), residentKib + other.residentKib);
  }
}
