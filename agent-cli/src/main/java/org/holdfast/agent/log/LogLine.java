package org.holdfast.agent.log;

import java.time.Instant;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** The form of a log line: with journald's priority prefix, or with a time for people. */
enum LogLine {
  /** {@code <6>text}: journald strips the level and adds the time itself. */
  JOURNAL {
    @Override
    String of(LogRecord record) {
      return "<" + syslogLevel(record.getLevel()) + ">" + text(record) + "\n";
    }
  },
  /** {@code 12:34:56.789 INFO text}. */
  TERMINAL {
    @Override
    String of(LogRecord record) {
      return time(record.getInstant())
          + " "
          + levelName(record.getLevel())
          + " "
          + text(record)
          + "\n";
    }
  };

  private static final ZoneId ZONE = ZoneId.systemDefault();

  abstract String of(LogRecord record);

  /** Formats the time by hand, because a date formatter takes tens of milliseconds at first use. */
  private static String time(Instant instant) {
    int secondOfDay =
        (int) Math.floorMod(instant.getEpochSecond() + offsetSeconds(instant), 86_400L);
    return two(secondOfDay / 3600)
        + ":"
        + two(secondOfDay / 60 % 60)
        + ":"
        + two(secondOfDay % 60)
        + "."
        + String.valueOf(1000 + instant.getNano() / 1_000_000).substring(1);
  }

  private static int offsetSeconds(Instant instant) {
    return ZONE.getRules().getOffset(instant).getTotalSeconds();
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static String text(LogRecord record) {
    var thrown = record.getThrown();
    return onOneLine(
        thrown == null
            ? record.getMessage()
            : record.getMessage() + ": " + StackTraces.oneLine(thrown));
  }

  /** Removes line breaks, so that text from a packet, a script or a file cannot forge a line. */
  private static String onOneLine(String text) {
    if (text.chars().noneMatch(LogLine::isControl)) {
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

  private static String levelName(Level level) {
    return switch (syslogLevel(level)) {
      case 3 -> "ERROR";
      case 4 -> "WARN ";
      case 6 -> "INFO ";
      default -> "DEBUG";
    };
  }

  /** Returns the level's number in syslog(3). */
  private static int syslogLevel(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return 3;
    }
    if (value >= Level.WARNING.intValue()) {
      return 4;
    }
    return value >= Level.INFO.intValue() ? 6 : 7;
  }
}
