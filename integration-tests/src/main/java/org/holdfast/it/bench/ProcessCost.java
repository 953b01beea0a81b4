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
 * @param cpu user and system time in ticks of ten milliseconds, including that of threads and
 *     children that have ended
 * @param threads the time that the threads of the running processes have run, to the nanosecond;
 *     zero on a kernel that does not tell
 * @param residentKib the resident memory of the running processes; shared pages count once for each
 *     process
 */
record ProcessCost(Duration cpu, Duration threads, long residentKib) {
  /** The unit of the times in /proc/PID/stat: 100 on every Linux that runs Java. */
  private static final int TICKS_PER_SECOND = 100;

  /** How far the two times may differ because one is cut off to ticks. */
  private static final Duration ROUNDING = Duration.ofMillis(20);

  static ProcessCost of(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(process), process.descendants())
        .map(ProcessHandle::pid)
        .map(ProcessCost::alone)
        .reduce(new ProcessCost(Duration.ZERO, Duration.ZERO, 0), ProcessCost::plus);
  }

  /**
   * Returns the processor time since an earlier look: to the nanosecond, or in ticks if threads or
   * children have ended meanwhile.
   */
  Duration cpuSince(ProcessCost earlier) {
    Duration inTicks = cpu.minus(earlier.cpu);
    Duration exact = threads.minus(earlier.threads);
    return inTicks.minus(exact).compareTo(ROUNDING) > 0 ? inTicks : exact;
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
      return new ProcessCost(
          Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND), threadsOf(pid), kib);
    } catch (IOException e) {
      if (Files.exists(directory)) {
        throw new UncheckedIOException(e);
      }
      // the process has ended in the meantime
      return new ProcessCost(Duration.ZERO, Duration.ZERO, 0);
    }
  }

  /** Returns the time that the running threads of one process have run, to the nanosecond. */
  static Duration threadsOf(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return Duration.ofNanos(
          threads.mapToLong(thread -> nanos(thread.resolve("schedstat"))).sum());
    }
  }

  private static long nanos(Path schedstat) {
    try {
      return Long.parseLong(Files.readString(schedstat).split(" ", -1)[0]);
    } catch (IOException _) {
      return 0; // the thread has ended, or the kernel does not tell
    }
  }

  private ProcessCost plus(ProcessCost other) {
    return new ProcessCost(
        cpu.plus(other.cpu), threads.plus(other.threads), residentKib + other.residentKib);
  }
}
