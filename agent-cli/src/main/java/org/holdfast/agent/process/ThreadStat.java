package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of this process, as the kernel sees it.
 *
 * @param name its first 15 characters
 * @param cpuMillis for how long it has run; the kernel counts in steps of 10 ms
 * @param realTimePriority 1 to 99; 0 if it is scheduled normally
 */
record ThreadStat(int thread, String name, long cpuMillis, int realTimePriority) {

  private static final Path THREADS = Path.of("/proc/self/task");
  private static final long MILLIS_PER_TICK = 10;

  // the places of words after the name's closing bracket
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int PRIORITY = 37;

  /** Reads the text of {@code /proc/PID/task/TID/stat}. */
  static ThreadStat parse(String stat) {
    int nameEnd = stat.lastIndexOf(')');
    var words = stat.substring(nameEnd + 2).strip().split(" ", -1);
    long ticks = Long.parseLong(words[USER_TICKS]) + Long.parseLong(words[SYSTEM_TICKS]);
    int nameAt = stat.indexOf('(');
    return new ThreadStat(
        Integer.parseInt(stat.substring(0, nameAt - 1)),
        stat.substring(nameAt + 1, nameEnd),
        ticks * MILLIS_PER_TICK,
        Integer.parseInt(words[PRIORITY]));
  }

  /**
   * Reads all threads of this process.
   *
   * @throws IOException if the kernel does not list them
   */
  static List<ThreadStat> all() throws IOException {
    var all = new ArrayList<ThreadStat>();
    try (var threads = Files.newDirectoryStream(THREADS)) {
      for (var thread : threads) {
        try {
          all.add(parse(Files.readString(thread.resolve("stat"))));
        } catch (IOException hasEnded) {
          // it is no longer a thread of this process
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }
}
