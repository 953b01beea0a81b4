package org.holdfast.agent.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;

/** A level of the log: lines of this level and of the more severe ones are written. */
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  /** Also single steps: announcements, changes of links, failed attempts. */
  DEBUG,
  /** Also each advert and each run of a check. */
  TRACE;

  Level level() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARNING -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.ALL;
    };
  }

  /** The level's name in commands. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the level of a name. */
  public static Optional<LogLevel> of(String word) {
    return Arrays.stream(values()).filter(level -> level.word().equals(word)).findFirst();
  }

  /** Returns the names of all levels. */
  public static List<String> words() {
    return Arrays.stream(values()).map(LogLevel::word).toList();
  }
}
