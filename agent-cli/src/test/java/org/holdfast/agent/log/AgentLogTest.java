package org.holdfast.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.holdfast.agent.json.Json;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.holdfast.time.ClockTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentLogTest {

  private static LogEntry record(Level level, String message) {
    return LogEntry.of(new LogRecord(level, message));
  }

  private static LogEntry failure(Exception thrown) {
    var record = new LogRecord(Level.SEVERE, "failed");
    record.setThrown(thrown);
    return LogEntry.of(record);
  }

  private static AgentLog journalLines(OutputStream out) {
    var lines = new WholeLines(Channels.newChannel(out));
    return new AgentLog(_ -> LogOutput.lines(LogLine.JOURNAL, lines));
  }

  @ParameterizedTest
  @CsvSource({"SEVERE, 3", "WARNING, 4", "INFO, 6", "FINE, 7"})
  void aJournalLineStartsWithTheLevel(String level, int priority) {
    assertThat(LogLine.JOURNAL.of(record(Level.parse(level), "(VI_1) Entering MASTER STATE")))
        .isEqualTo("<" + priority + ">(VI_1) Entering MASTER STATE\n");
  }

  @ParameterizedTest
  @CsvSource({"SEVERE, 'ERROR'", "WARNING, 'WARN '", "INFO, 'INFO '", "FINE, 'DEBUG'"})
  void aLineOfTextHasTheTimeWithDateAndZoneAndTheLevelAsAWord(String level, String word) {
    var record = new LogRecord(Level.parse(level), "hello");
    record.setInstant(Instant.parse("2026-11-29T12:34:56.789Z"));

    assertThat(LogLine.TEXT.of(LogEntry.of(record)))
        .isEqualTo(ClockTime.of(record.getInstant()) + " " + word + " hello\n");
  }

  @Test
  void anExceptionWithItsCauseStaysOneLine() {
    var line =
        LogLine.JOURNAL.of(
            failure(new IllegalStateException("outer", new RuntimeException("inner"))));

    assertThat(line)
        .startsWith("<3>failed: java.lang.IllegalStateException: outer < org.holdfast")
        .contains(" Caused by: java.lang.RuntimeException: inner")
        .doesNotContain("\\u")
        .endsWith("\n");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void aMessageCannotForgeALineOfItsOwn() {
    assertThat(
            LogLine.JOURNAL.of(
                record(Level.INFO, "script said x\n<0>panic\r\u001b[2J\u2028\u0000 gr\u00fcn")))
        .isEqualTo("<6>script said x\\u000a<0>panic\\u000d\\u001b[2J\\u2028\\u0000 gr\u00fcn\n");
  }

  @Test
  void aMultiLineExceptionMessageCannotForgeALineEither() {
    assertThat(LogLine.JOURNAL.of(failure(new IllegalStateException("a\r\n<0>b"))).lines())
        .hasSize(1);
  }

  @Test
  void theLastRecordIsWrittenBeforeTheEnd() {
    var out = new ByteArrayOutputStream();

    try (var log = journalLines(out)) {
      for (int i = 1; i <= 1000; i++) {
        log.enqueue(record(Level.INFO, "line " + i));
      }
    }

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(1000)
        .last()
        .isEqualTo("<6>line 1000");
  }

  @Test
  @Timeout(30)
  void aStalledReaderBlocksNoWriterAndGetsTheNumberOfLostLines() {
    var reader = new Stalling();

    try (var log = journalLines(reader)) {
      log.enqueue(record(Level.INFO, "line 0"));
      reader.awaitStall();
      for (int i = 1; i <= 4096 + 17; i++) {
        log.enqueue(record(Level.INFO, "line " + i));
      }
      reader.goOn.countDown();
    }

    assertThat(reader.text().lines())
        .hasSize(1 + 1 + 4096)
        .startsWith("<6>line 0", "<4>17 log lines were dropped: they could not be written")
        .endsWith("<6>line 4096");
  }

  @Test
  @Timeout(10)
  void aFullDiskLosesLinesUntilItHasRoomAgain() {
    var written = new ByteArrayOutputStream();
    var disk =
        new OutputStream() {
          private int refusals = 3;

          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int start, int length) throws IOException {
            if (refusals > 0) {
              refusals--;
              throw new IOException("No space left on device");
            }
            written.write(bytes, start, length);
          }
        };

    try (var log = journalLines(disk)) {
      for (int i = 1; i <= 5; i++) {
        log.enqueue(record(Level.INFO, "line " + i));
      }
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "<4>3 log lines were dropped: they could not be written", "<6>line 4", "<6>line 5");
  }

  @Test
  @Timeout(10)
  void aReaderThatNeverReturnsDoesNotDelayTheEnd() {
    var reader = new Stalling();
    var log = journalLines(reader);
    log.enqueue(record(Level.INFO, "line 0"));
    reader.awaitStall();
    for (int i = 1; i <= 5000; i++) {
      log.enqueue(record(Level.INFO, "line " + i));
    }

    assertThatCode(log::close).doesNotThrowAnyException();
    reader.goOn.countDown();
  }

  @Test
  void jsonHasTheFieldsOfTheLine() throws IOException {
    LogEntry entry;
    try (var _ = LogContext.ofInstance("VI_1").and(LogEvent.INSTANCE_MASTER)) {
      entry = record(Level.WARNING, "(VI_1) said \"x\"\n");
    }

    var line = LogLine.JSON.of(entry);

    assertThat(line).endsWith("}\n");
    assertThat(line.lines()).hasSize(1);
    assertThat(Json.object(line))
        .containsEntry("time", ClockTime.of(entry.record().getInstant()))
        .containsEntry("level", "warning")
        .containsEntry("message", "(VI_1) said \"x\"\\u000a")
        .containsEntry("event", "instance_master")
        .containsEntry("instance", "VI_1")
        .hasSize(5);
    assertThat(LogLine.JSON_IN_JOURNAL.of(entry)).isEqualTo("<4>" + line);
  }

  @Test
  void aLineWithoutAContextHasNoFields() throws IOException {
    assertThat(Json.object(LogLine.JSON.of(record(Level.INFO, "hello"))))
        .containsOnlyKeys("time", "level", "message");
  }

  @Test
  void theFormCanChangeWhileTheLogRuns() {
    var out = new ByteArrayOutputStream();

    var lines = new WholeLines(Channels.newChannel(out));
    try (var log =
        new AgentLog(format ->
            LogOutput.lines(format == LogFormat.JSON ? LogLine.JSON : LogLine.JOURNAL, lines))) {
      log.format(LogFormat.JSON);
      log.enqueue(record(Level.INFO, "hello"));
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"message\":\"hello\"");
  }

  /** A pipe that is not emptied until {@code goOn} is called. */
  private static final class Stalling extends OutputStream {
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int unit) {
      throw new UnsupportedOperationException("lines are written whole");
    }

    @Override
    public void write(byte[] bytes, int start, int length) {
      stalled.countDown();
      await(goOn);
      written.write(bytes, start, length);
    }

    void awaitStall() {
      await(stalled);
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
