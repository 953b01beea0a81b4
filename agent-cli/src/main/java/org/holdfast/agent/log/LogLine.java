package org.holdfast.agent.log;

import java.util.LinkedHashMap;
import org.holdfast.agent.json.Json;
import org.holdfast.time.ClockTime;

/** The form of a log line on standard error. Each ends with a line feed. */
enum LogLine {
  /** {@code <6>text}: journald strips the level and adds the time itself. */
  JOURNAL {
    @Override
    String of(LogEntry entry) {
      return prefix(entry) + entry.text() + "\n";
    }
  },
  /** {@code 2026-11-29T12:34:56.789+01:00 INFO text}. */
  TEXT {
    @Override
    String of(LogEntry entry) {
      return ClockTime.of(entry.record().getInstant())
          + " "
          + levelName(entry)
          + " "
          + entry.text()
          + "\n";
    }
  },
  /** An object with the time, the level, the message and the fields. */
  JSON {
    @Override
    String of(LogEntry entry) {
      var line = new LinkedHashMap<String, Object>();
      line.put("time", ClockTime.of(entry.record().getInstant()));
      line.put(
          "level",
          switch (entry.syslogLevel()) {
            case 3 -> "error";
            case 4 -> "warning";
            case 6 -> "info";
            default -> "debug";
          });
      line.put("message", entry.text());
      line.putAll(entry.namedFields());
      return Json.line(line);
    }
  },
  /** The same after the level's prefix, which journald strips. */
  JSON_IN_JOURNAL {
    @Override
    String of(LogEntry entry) {
      return prefix(entry) + JSON.of(entry);
    }
  };

  abstract String of(LogEntry entry);

  private static String prefix(LogEntry entry) {
    return "<" + entry.syslogLevel() + ">";
  }

  private static String levelName(LogEntry entry) {
    return switch (entry.syslogLevel()) {
      case 3 -> "ERROR";
      case 4 -> "WARN ";
      case 6 -> "INFO ";
      default -> "DEBUG";
    };
  }
}
