package org.holdfast.agent.log;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.linux.JournalSocket;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.LogContext.Field;
import org.holdfast.linux.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries with their fields to the journal. An entry that the journal does not take is
 * written to standard error, which the journal reads too, without its fields.
 */
final class JournalOutput implements LogOutput {

  private static final long RETRY_MILLIS = 5;

  private final String path;
  private final LogOutput instead;
  private @Nullable JournalSocket socket;

  /**
   * Creates the output; opens no socket yet.
   *
   * @param path the journal's socket
   * @param instead for entries that the journal does not take
   */
  JournalOutput(String path, LogOutput instead) {
    this.path = path;
    this.instead = instead;
  }

  @Override
  public void write(LogEntry entry) throws IOException {
    try {
      if (socket == null) {
        socket = new JournalSocket(path);
      }
      while (!socket.send(fields(entry))) {
        Thread.sleep(RETRY_MILLIS);
      }
    } catch (LinuxException e) {
      instead.write(entry);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the log ends");
    }
  }

  /** Returns the journal's fields of an entry. */
  static Map<String, String> fields(LogEntry entry) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("PRIORITY", Integer.toString(entry.syslogLevel()));
    fields.put("SYSLOG_IDENTIFIER", "holdfast");
    var logger = entry.record().getLoggerName();
    if (logger != null) {
      fields.put("HOLDFAST_LOGGER", logger);
    }
    fields.putAll(entry.fields());
    var event = entry.fields().get(Field.HOLDFAST_EVENT.name());
    if (event != null) {
      fields.put("MESSAGE_ID", LogEvent.valueOf(event).messageId());
    }
    fields.put("MESSAGE", entry.text());
    return fields;
  }
}
