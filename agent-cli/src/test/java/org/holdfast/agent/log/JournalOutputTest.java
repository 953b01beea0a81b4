package org.holdfast.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.holdfast.linux.LogContext;
import org.holdfast.linux.LogEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalOutputTest {

  private static LogEntry serverDown() {
    var record = new LogRecord(Level.WARNING, "Service 10.0.0.1:80 of VS web is down: refused");
    record.setLoggerName("org.holdfast.health.run.ServerLog");
    try (var _ = LogContext.ofService("web", "10.0.0.1:80").and(LogEvent.SERVER_DOWN)) {
      return LogEntry.of(record);
    }
  }

  @Test
  void anEntryHasItsPriorityItsEventAndItsObject() {
    assertThat(JournalOutput.fields(serverDown()))
        .isEqualTo(
            Map.of(
                "PRIORITY", "4",
                "SYSLOG_IDENTIFIER", "holdfast",
                "HOLDFAST_LOGGER", "org.holdfast.health.run.ServerLog",
                "HOLDFAST_EVENT", "SERVER_DOWN",
                "HOLDFAST_SERVICE", "web",
                "HOLDFAST_SERVER", "10.0.0.1:80",
                "MESSAGE_ID", "4a166a2f6c4652b9ad851cab070180a3",
                "MESSAGE", "Service 10.0.0.1:80 of VS web is down: refused"));
  }

  @Test
  void withoutAJournalTheLineGoesToStandardError(@TempDir Path empty) throws IOException {
    var err = new ByteArrayOutputStream();
    var output =
        new JournalOutput(
            empty.resolve("socket").toString(),
            LogOutput.lines(LogLine.JOURNAL, new WholeLines(Channels.newChannel(err))));

    output.write(serverDown());

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("<4>Service 10.0.0.1:80 of VS web is down: refused\n");
  }

  @Test
  void theIdentifiersOfEventsAreDistinct() {
    assertThat(Arrays.stream(LogEvent.values()).map(LogEvent::messageId))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{32}"));
  }
}
