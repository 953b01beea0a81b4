package org.holdfast.agent.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.holdfast.linux.JournalSocket;

/**
 * Writes all log records of the process to standard error or to the journal, on a separate thread.
 *
 * <p>Logging never blocks: when the reader stalls and the queue is full, or the disk is full,
 * records are dropped, and the first line that can be written again gives their number. The form of
 * a line is made on the log's thread too.
 */
public final class AgentLog implements AutoCloseable {

  private static final int QUEUED_RECORDS = 4096;

  // Without the fields of a thread: reading them would initialize SLF4J before prepare().
  private static final LogEntry END = new LogEntry(new LogRecord(Level.OFF, ""), Map.of());

  /**
   * Netty classes that guess a hardware address and a loopback address. The agent uses neither, and
   * they fail with long stack traces while {@code lo} is down.
   */
  private static final List<String> NETWORK_GUESSES =
      List.of(
          "io.netty.util.NetUtil",
          "io.netty.util.NetUtilInitializations",
          "io.netty.util.internal.MacAddressUtil");

  private final BlockingQueue<LogEntry> entries = new ArrayBlockingQueue<>(QUEUED_RECORDS);
  private final AtomicLong dropped = new AtomicLong();
  private final Function<LogFormat, LogOutput> outputs;
  private final Thread writer;
  private volatile LogOutput output;
  private volatile LogFormat format = LogFormat.AUTO;

  // Held because java.util.logging forgets the level of an unreferenced logger. Not static, because
  // that would initialize java.util.logging before prepare() has set its manager.
  private List<Logger> quietened = List.of();

  AgentLog(Function<LogFormat, LogOutput> outputs) {
    this.outputs = outputs;
    this.output = outputs.apply(LogFormat.AUTO);
    this.writer = Thread.ofPlatform().name("log").daemon().start(this::write);
  }

  /**
   * Takes over java.util.logging. Call it before anything logs. Records between this call and
   * {@link #start} are dropped, so that Java's default handler does not print them in its own form.
   */
  public static void prepare() {
    // A string, because referring to the class would initialize java.util.logging as well.
    System.setProperty("java.util.logging.manager", "org.holdfast.agent.log.LastingLogManager");
  }

  /**
   * Starts the log in the form {@link LogFormat#AUTO}.
   *
   * @param underSystemd whether journald reads standard error
   */
  public static AgentLog start(boolean underSystemd) {
    prepare();
    var err =
        new FileOutputStream(FileDescriptor.err) {
          @Override
          public void close() {} // the process may still write to it
        };
    var lines = new WholeLines(err.getChannel());
    var log = new AgentLog(format -> output(format, underSystemd, lines));
    var root = Logger.getLogger("");
    for (var preset : root.getHandlers()) {
      root.removeHandler(preset);
    }
    root.setLevel(Level.INFO);
    root.addHandler(log.new Queueing());
    log.quietened = NETWORK_GUESSES.stream().map(Logger::getLogger).toList();
    log.quietened.forEach(logger -> logger.setLevel(Level.SEVERE));
    return log;
  }

  private static LogOutput output(LogFormat format, boolean underSystemd, WholeLines err) {
    return switch (format) {
      case AUTO ->
          underSystemd
              ? new JournalOutput(JournalSocket.PATH, LogOutput.lines(LogLine.JOURNAL, err))
              : LogOutput.lines(LogLine.TEXT, err);
      case TEXT -> LogOutput.lines(underSystemd ? LogLine.JOURNAL : LogLine.TEXT, err);
      case JSON -> LogOutput.lines(underSystemd ? LogLine.JSON_IN_JOURNAL : LogLine.JSON, err);
    };
  }

  /** Writes the entries from now on in another form; does nothing if it is the present one. */
  public void format(LogFormat next) {
    if (format != next) {
      format = next;
      output = outputs.apply(next);
    }
  }

  /** Queues an entry. Never blocks. */
  void enqueue(LogEntry entry) {
    if (!entries.offer(entry)) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try {
      for (var entry = entries.take(); !entry.equals(END); entry = entries.take()) {
        write(entry);
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes an entry, or counts it as dropped: a full disk may have room again later. */
  private void write(LogEntry entry) {
    long lost = dropped.getAndSet(0);
    try {
      if (lost > 0) {
        output.write(
            LogEntry.of(
                new LogRecord(
                    Level.WARNING, lost + " log lines were dropped: they could not be written")));
        lost = 0;
      }
      output.write(entry);
    } catch (IOException cannotBeReportedNow) {
      dropped.addAndGet(lost + 1);
    }
  }

  /**
   * Writes the queued records for at most a second, so that a stalled reader does not delay the end
   * of the agent.
   */
  @Override
  public void close() {
    try {
      if (entries.offer(END, 1, TimeUnit.SECONDS)) {
        writer.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Queueing extends Handler {
    @Override
    public void publish(LogRecord record) {
      enqueue(LogEntry.of(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
