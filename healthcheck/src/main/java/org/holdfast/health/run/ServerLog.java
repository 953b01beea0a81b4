package org.holdfast.health.run;

import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.net.Plural;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes the log lines about checks, servers and virtual servers. When a rack dies, the first lines
 * of each topic in a second are written in full. The others are counted, and at the end of the
 * second one line for each topic gives their numbers by what happened, and names the subjects with
 * the most lines. The status and the events contain every change. Thread-safe.
 */
final class ServerLog {

  private static final Logger log = LoggerFactory.getLogger(ServerLog.class);

  /** The lines of a topic that are written in full in a period; benchmarks want all of them. */
  private static final int FULL_LINES = Integer.getInteger("holdfast.server-log-lines", 20);

  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The most subjects that a line with numbers names. */
  static final int NAMED_SUBJECTS = 5;

  /** The most subjects that are counted one by one in a second. */
  private static final int MOST_SUBJECTS = 10_000;

  /** What lines are about. Each topic has its own number of full lines. */
  enum Topic {
    CHECKS("Checks", "checks"),
    SERVERS("Servers", "virtual servers"),
    VIRTUAL_SERVERS("Virtual servers", "virtual servers");

    private final String title;
    private final String subjects;

    Topic(String title, String subjects) {
      this.title = title;
      this.subjects = subjects;
    }
  }

  /**
   * A line.
   *
   * @param level INFO or WARN
   * @param event null for a line that no filter looks for
   * @param service the virtual server, or null
   * @param server the real server, or null
   * @param text makes the text, which a line that is only counted does not need
   */
  record Line(
      Level level,
      @Nullable LogEvent event,
      @Nullable String service,
      @Nullable String server,
      Supplier<String> text) {

    static Line of(Level level, @Nullable LogEvent event, String text) {
      return new Line(level, event, null, null, () -> text);
    }
  }

  /** The lines of a topic in the present period. */
  private static final class Lines {
    private int written;
    private final Counts happenings = new Counts();
    private final Counts subjects = new Counts();
    private Level level = Level.INFO;

    void clear() {
      happenings.clear();
      subjects.clear();
      level = Level.INFO;
    }
  }

  /** How often each text was counted. */
  private static final class Counts {
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    void count(String text) {
      if (counts.size() < MOST_SUBJECTS || counts.containsKey(text)) {
        counts.merge(text, 1, Integer::sum);
      }
    }

    boolean isEmpty() {
      return counts.isEmpty();
    }

    void clear() {
      counts.clear();
    }

    int sum() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns the texts with the highest numbers first, and the number of the others. */
    String words(String kind) {
      var named =
          counts.entrySet().stream()
              .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
              .limit(NAMED_SUBJECTS)
              .map(count -> count.getKey() + " " + count.getValue())
              .collect(Collectors.joining(", "));
      int others = counts.size() - NAMED_SUBJECTS;
      return others > 0 ? named + " and " + others + " more " + kind : named;
    }
  }

  private final int fullLines;
  private final NanoClock clock;
  private final Later later;
  private final Consumer<Line> sink;
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
  ServerLog(int fullLines, NanoClock clock, Later later, Consumer<Line> sink) {
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
        ServerLog::print);
  }

  /**
   * Writes a line in full, or counts it.
   *
   * @param subject the virtual server, or the check
   * @param what what happened in words, such as {@code servers down}: one of a small fixed set
   * @param line the full line
   */
  void write(Topic topic, String subject, String what, Line line) {
    synchronized (this) {
      var lines = topics.computeIfAbsent(topic, _ -> new Lines());
      // Thousands of lines may be counted until the sums are written: without the clock for each.
      if (!summing || lines.written < fullLines) {
        beginPeriodIfDue();
      }
      if (lines.written == fullLines) {
        lines.happenings.count(what);
        lines.subjects.count(subject);
        lines.level = line.level() == Level.WARN ? Level.WARN : lines.level;
        if (!summing) {
          summing = true;
          later.run(beganAt + PERIOD_NANOS - clock.nanos(), this::sumUp);
        }
        return;
      }
      lines.written++;
    }
    sink.accept(line);
  }

  private void beginPeriodIfDue() {
    long now = clock.nanos();
    if (!begun || now - beganAt >= PERIOD_NANOS) {
      begun = true;
      beganAt = now;
      topics.values().forEach(lines -> lines.written = 0);
    }
  }

  private static void print(Line line) {
    try (var _ =
        (line.service() == null
                ? LogContext.empty()
                : LogContext.ofService(line.service(), line.server()))
            .and(line.event())) {
      if (line.level() == Level.WARN) {
        log.warn("{}", line.text().get());
      } else {
        log.info("{}", line.text().get());
      }
    }
  }

  /** Writes the numbers of the lines that were left out. */
  void sumUp() {
    var summaries = new ArrayList<Line>();
    synchronized (this) {
      summing = false;
      topics.forEach((topic, lines) -> {
        if (!lines.happenings.isEmpty()) {
          summaries.add(Line.of(lines.level, null, words(topic, lines)));
          lines.clear();
        }
      });
    }
    summaries.forEach(sink);
  }

  private static String words(Topic topic, Lines lines) {
    return topic.title
        + ": "
        + Plural.of(lines.happenings.sum(), "more line")
        + " of the same second left out: "
        + lines.happenings.words("kinds")
        + " ("
        + lines.subjects.words(topic.subjects)
        + ")";
  }
}
