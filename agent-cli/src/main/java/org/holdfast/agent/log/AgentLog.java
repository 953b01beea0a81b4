package org.holdfast.agent.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes all log records of the process to standard error, on a separate thread.
 *
 * <p>Logging never blocks: when the reader of standard error stalls and the queue is full, records
 * are dropped, and the first line after the stall gives their number.
 */
public final class AgentLog implements AutoCloseable {

  private static final int QUEUED_RECORDS = 4096;
  private static final String END = "";

  /**
   * Netty classes that guess a hardware address and a loopback address. The agent uses neither, and
   * they fail with long stack traces while {@code lo} is down.
   */
  private static final List<String> NETWORK_GUESSES =
      List.of(
          "io.netty.util.NetUtil",
          "io.netty.util.NetUtilInitializations",
          "io.netty.util.internal.MacAddressUtil");

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUED_RECORDS);
  private final AtomicLong dropped = new AtomicLong();
  private final LogLine form;
  private final OutputStream out;
  private final Thread writer;

  // Held because java.util.logging forgets the level of an unreferenced logger. Not static, because
  // that would initialize java.util.logging before prepare() has set its manager.
  private @Nullable Logger detailed;
  private List<Logger> quietened = List.of();

  AgentLog(LogLine form, OutputStream out) {
    this.form = form;
    this.out = out;
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
   * Starts the log.
   *
   * @param underSystemd whether journald reads standard error
   * @param detail whether details of packets and announcements are also logged
   */
  public static AgentLog start(boolean underSystemd, boolean detail) {
    prepare();
    var log =
        new AgentLog(
            underSystemd ? LogLine.JOURNAL : LogLine.TERMINAL,
            new FileOutputStream(FileDescriptor.err) {
              @Override
              public void close() {} // the process may still write to it
            });
    var root = Logger.getLogger("");
    for (var preset : root.getHandlers()) {
      root.removeHandler(preset);
    }
    root.setLevel(Level.INFO);
    root.addHandler(log.new Queueing());
    log.quietened = NETWORK_GUESSES.stream().map(Logger::getLogger).toList();
    log.quietened.forEach(logger -> logger.setLevel(Level.SEVERE));
    if (detail) {
      log.detailed = Logger.getLogger("org.holdfast");
      log.detailed.setLevel(Level.ALL);
    }
    return log;
  }

  /** Queues a record. Never blocks. */
  void enqueue(LogRecord record) {
    if (!lines.offer(form.of(record))) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try (out) {
      String line;
      do {
        line = lines.take();
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          print(
              form.of(
                  new LogRecord(
                      Level.WARNING, lost + " log lines were dropped: the log's reader stalled")));
        }
        print(line);
      } while (!line.equals(END));
    } catch (IOException | InterruptedException end) {
      // Standard error has no reader, or the process ends: there is no way left to report this.
      Thread.currentThread().interrupt();
    }
  }

  private void print(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes the queued records for at most a second, so that a stalled reader does not delay the end
   * of the agent.
   */
  @Override
  public void close() {
    try {
      if (lines.offer(END, 1, TimeUnit.SECONDS)) {
        writer.join(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Queueing extends Handler {
    @Override
    public void publish(LogRecord record) {
      enqueue(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
