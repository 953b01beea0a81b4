package org.holdfast.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the log lines that other hosts and programs can cause, by unsolicited packets, requests
 * and links. Only the first lines of each kind in a minute are written, up to a limit for all kinds
 * together; at the end of that minute one line reports how many were left out. A flood therefore
 * costs a few lines, and a log reader with its own limit keeps the lines that matter. Thread-safe.
 */
public final class LogBudget {

  static final int LINES_OF_A_KIND = 20;
  static final int LINES_OF_ALL = 200;
  static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int MOST_KINDS = 1024;
  private static final Logger log = LoggerFactory.getLogger(LogBudget.class);

  /** The budget for the whole process. */
  public static final LogBudget OTHERS =
      new LogBudget(NanoClock.system(), Later.onThreads(), LogBudget::write);

  /** Writes the number of lines of a kind that were left out. */
  @FunctionalInterface
  interface Summary {
    void leftOut(String kind, long lines);
  }

  private final NanoClock clock;
  private final Later later;
  private final Summary summary;
  private final Map<String, Long> written = new HashMap<>();
  private final Map<String, Long> leftOut = new HashMap<>();
  private long sum;
  private long began;
  private boolean summing;

  LogBudget(NanoClock clock, Later later, Summary summary) {
    this.clock = clock;
    this.later = later;
    this.summary = summary;
    began = clock.nanos();
  }

  /**
   * Returns whether another line of this kind may be written; if not, the line is counted.
   *
   * @param kind in words, such as {@code rejected adverts}: one of a fixed set, which no other host
   *     can enlarge
   */
  public synchronized boolean admits(String kind) {
    long now = clock.nanos();
    if (now - began >= WINDOW_NANOS) {
      began = now;
      sum = 0;
      written.clear();
    }
    var known = written.size() < MOST_KINDS || written.containsKey(kind) ? kind : "other lines";
    long before = written.getOrDefault(known, 0L);
    if (before < LINES_OF_A_KIND && sum < LINES_OF_ALL) {
      written.put(known, before + 1);
      sum++;
      return true;
    }
    leftOut.merge(known, 1L, Long::sum);
    if (!summing) {
      summing = true;
      later.run(began + WINDOW_NANOS - now, this::sumUp);
    }
    return false;
  }

  private void sumUp() {
    Map<String, Long> counts;
    synchronized (this) {
      summing = false;
      counts = new HashMap<>(leftOut);
      leftOut.clear();
    }
    counts.forEach(summary::leftOut);
  }

  private static void write(String kind, long lines) {
    log.warn("{}: {} more lines were left out in the last minute", kind, lines);
  }
}
