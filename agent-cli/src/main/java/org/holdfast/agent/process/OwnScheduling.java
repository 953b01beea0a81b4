package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.ProcessTerms.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the process is scheduled apart from the threads with settings of their own: as its main
 * thread is, whose scheduling never changes.
 *
 * @param nice its nice value
 * @param cpus the processors that it may run on
 */
record OwnScheduling(int nice, List<Integer> cpus) {

  private static final Logger log = LoggerFactory.getLogger(OwnScheduling.class);

  private static final Path STAT = Path.of("/proc/self/stat");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  /** The nice value's place among the words after the command's closing bracket. */
  private static final int NICE = 16;

  OwnScheduling {
    cpus = List.copyOf(cpus);
  }

  /** Reads the scheduling of the main thread. */
  static OwnScheduling read() {
    try {
      return of(Files.readString(STAT), Files.readString(STATUS));
    } catch (IOException e) {
      log.warn("The scheduling of the process cannot be read: {}", e.getMessage());
      return new OwnScheduling(0, List.of());
    }
  }

  /** Reads the texts of {@code /proc/PID/stat} and {@code /proc/PID/status}. */
  static OwnScheduling of(String stat, String status) {
    var words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    var cpus = new ArrayList<Integer>();
    status
        .lines()
        .filter(line -> line.startsWith(ALLOWED))
        .forEach(line -> addRanges(line.substring(ALLOWED.length()).strip(), cpus));
    return new OwnScheduling(Integer.parseInt(words[NICE]), cpus);
  }

  private static void addRanges(String ranges, List<Integer> cpus) {
    for (var range : ranges.split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      int last = Integer.parseInt(range.substring(dash + 1));
      for (int cpu = first; cpu <= last; cpu++) {
        cpus.add(cpu);
      }
    }
  }

  /**
   * Returns what threads need so that only the settings of {@code after} hold.
   *
   * @param before the settings that were applied to the threads
   */
  Threads instead(Threads before, Threads after) {
    boolean losesNice = after.nice() == null && before.nice() != null;
    boolean losesCpus = after.cpus().isEmpty() && !before.cpus().isEmpty();
    return new Threads(
        losesNice ? Integer.valueOf(nice) : after.nice(),
        losesCpus ? cpus : after.cpus(),
        after.realTimePriority());
  }
}
