package org.holdfast.agent.log;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.holdfast.linux.LogContext;

/**
 * A line of the log, in no form yet.
 *
 * @param fields what the line is about, by the names of {@link LogContext.Field}
 */
record LogEntry(LogRecord record, Map<String, String> fields) {

  LogEntry {
    fields = Map.copyOf(fields);
  }

  /** Takes the fields of the current thread. */
  static LogEntry of(LogRecord record) {
    return new LogEntry(record, LogContext.fields());
  }

  /** The message with its exception, as one line. */
  String text() {
    var thrown = record.getThrown();
    return onOneLine(
        thrown == null
            ? record.getMessage()
            : record.getMessage() + ": " + StackTraces.oneLine(thrown));
  }

  /** Returns the fields by the names that JSON has for them, such as {@code instance}. */
  Map<String, String> namedFields() {
    var named = new TreeMap<String, String>();
    fields.forEach((name, value) -> {
      var key = name.toLowerCase(Locale.ROOT).replace("holdfast_", "");
      named.put(key, key.equals("event") ? value.toLowerCase(Locale.ROOT) : value);
    });
    return named;
  }

  /** The level's number in syslog(3). */
  int syslogLevel() {
    int value = record.getLevel().intValue();
    if (value >= Level.SEVERE.intValue()) {
      return 3;
    }
    if (value >= Level.WARNING.intValue()) {
      return 4;
    }
    return value >= Level.INFO.intValue() ? 6 : 7;
  }

  /** Removes line breaks, so that text from a packet, a script or a file cannot forge a line. */
  private static String onOneLine(String text) {
    if (text.chars().noneMatch(LogEntry::isControl)) {
      return text;
    }
    var safe = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(unit -> {
          if (isControl(unit)) {
            safe.append("\\u%04x".formatted(unit));
          } else {
            safe.append((char) unit);
          }
        });
    return safe.toString();
  }

  /** Includes the line and paragraph separators, which some terminals and parsers obey. */
  private static boolean isControl(int unit) {
    return Character.isISOControl(unit) || unit == '\u2028' || unit == '\u2029';
  }
}
