package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the log lines about checks, servers and virtual servers. When thousands of servers die at
 * once, the first lines of each topic are written in full. The others are counted, and at the end
 * of the period one line for each virtual server, or for all checks, gives their numbers by what
 * happened. The status and the events contain every change. Thread-safe.
 */
final class ServerLog {

  private static final Logger log = LoggerFactory.getLogger(ServerLog.class);

  /** The lines of a topic that are written in full in a period; benchmarks want all of them. */
  private static final int FULL_LINES = Integer.getInteger("holdfast.server-log-lines", 200);

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The most lines with numbers, of each topic; the last one stands for all further subjects. */
  static final int MOST_SUBJECTS = 50;

  /** What lines are about. Each topic has its own number of full lines. */
  enum Topic {
    CHECKS("other checks"),
    SERVERS("servers of other virtual servers"),
    VIRTUAL_SERVERS("other virtual servers");

    private final String others;

    Topic(String others) {
      this.others = others;
    }
  }

  /** Runs a task later. */
  @FunctionalInterface
  interface Later {
    void run(long nanos, Runnable task);
  }

  /** The lines of a topic in the present period. */
  private static final class Lines {
    private int written;
    private final Map<String, Map<String, Integer>> leftOut = new LinkedHashMap<>();
  }

  private final int fullLines;
  private final NanoClock clock;
  private final Later later;
  private final Consumer<String> sink;
  private final Map<Topic, Lines> topics = new EnumMap<>(Topic.class);
  private boolean begun;
  private long beganAt;
  private boolean summing;

  /**
   * Creates a log.
   *
   * @param fullLines the lines of a topic that are written in full in a period
   * @param later ends a period
   * @param sink writes a line
   */
  ServerLog(int fullLines, NanoClock clock, Later later, Consumer<String> sink) {
    this.fullLines = fullLines;
    this.clock = clock;
    this.later = later;
    this.sink = sink;
  }

  /** Creates a log whose periods end on {@code loop}. */
  static ServerLog on(IoEventLoop loop, NanoClock clock) {
    return new ServerLog(
        FULL_LINES,
        clock,
        (nanos, task) -> {
          try {
            var _ = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
          } catch (RejectedExecutionException ending) {
            task.run();
          }
        },
        line -> log.info("{}", line));
  }

  /**
   * Writes a line in full, or counts it.
   *
   * @param subject the virtual server, or a name for all checks
   * @param what what happened in words, such as {@code servers down}: one of a small fixed set
   * @param line the full line
   */
  void write(Topic topic, String subject, String what, String line) {
    synchronized (this) {
      long now = clock.nanos();
      if (!begun || now - beganAt >= PERIOD_NANOS) {
        begun = true;
        beganAt = now;
        topics.values().forEach(lines -> lines.written = 0);
      }
      var lines = topics.computeIfAbsent(topic, _ -> new Lines());
      if (lines.written == fullLines) {
        count(topic, lines, subject, what);
        if (!summing) {
          summing = true;
          later.run(beganAt + PERIOD_NANOS - now, this::sumUp);
        }
        return;
      }
      lines.written++;
    }
    sink.accept(line);
  }

  private static void count(Topic topic, Lines lines, String subject, String what) {
    var known = lines.leftOut;
    boolean fits = known.containsKey(subject) || known.size() < MOST_SUBJECTS - 1;
    known
        .computeIfAbsent(fits ? subject : topic.others, _ -> new LinkedHashMap<>())
        .merge(what, 1, Integer::sum);
  }

  /** Writes the numbers of the lines that were left out. */
  void sumUp() {
    var summaries = new ArrayList<String>();
    synchronized (this) {
      summing = false;
      for (var lines : topics.values()) {
        lines.leftOut.forEach((subject, numbers) -> summaries.add(words(subject, numbers)));
        lines.leftOut.clear();
      }
    }
    summaries.forEach(sink);
  }

  private static String words(String subject, Map<String, Integer> numbers) {
    var words = new StringBuilder();
    int sum = 0;
    for (var number : numbers.entrySet()) {
      sum += number.getValue();
      words
          .append(words.isEmpty() ? "" : ", ")
          .append(number.getKey())
          .append(": ")
          .append(number.getValue());
    }
    return subject + ": " + sum + " more lines were left out (" + words + ")";
  }
}
