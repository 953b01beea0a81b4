package org.holdfast.agent.log;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.holdfast.agent.json.Json;
import org.holdfast.time.ClockTime;
import org.holdfast.time.Later;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log levels of the topics. A changed level reverts by itself, so that a forgotten one does not
 * fill the disk. Thread-safe.
 */
public final class LogLevels {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevels.class);

  private final InstantSource clock;
  private final Later later;
  private final LogLevel usual;
  private final Map<LogTopic, Logger> loggers = new EnumMap<>(LogTopic.class);
  private final Map<LogTopic, Change> changes = new EnumMap<>(LogTopic.class);

  private record Change(LogLevel level, Instant until, String by) {}

  /**
   * The level of a topic.
   *
   * @param until when it reverts, as {@link ClockTime} writes it; null for the usual level
   * @param by the user that changed it; null for the usual level
   */
  public record TopicLevel(
      String topic, String level, @Nullable String until, @Nullable String by) {}

  /** The levels of all topics, as the control socket answers. */
  public record Report(List<TopicLevel> levels) {

    public Report {
      levels = List.copyOf(levels);
    }

    public String toJson() {
      return Json.pretty(this);
    }

    /**
     * Reads the answer.
     *
     * @throws IOException if it has another form
     */
    public static Report fromJson(String json) throws IOException {
      return Json.read(Report.class, json);
    }
  }

  LogLevels(LogLevel usual, InstantSource clock, Later later) {
    this.usual = usual;
    this.clock = clock;
    this.later = later;
    for (var topic : LogTopic.values()) {
      var logger = Logger.getLogger(topic.logger());
      logger.setLevel(usual.level());
      loggers.put(topic, logger);
    }
  }

  /**
   * Sets the usual levels of the process.
   *
   * @param detail whether single steps are logged as well
   */
  public static LogLevels start(boolean detail, InstantSource clock) {
    return new LogLevels(detail ? LogLevel.DEBUG : LogLevel.INFO, clock, Later.onThreads());
  }

  /** Changes the level of topics for a span of time, after which the usual level holds again. */
  public synchronized void change(
      Collection<LogTopic> topics, LogLevel level, Duration span, String by) {
    var change = new Change(level, clock.instant().plus(span), by);
    for (var topic : topics) {
      changes.put(topic, change);
      apply(topic);
      log.info(
          "Log level of {} is {} until {} ({})",
          topic.word(),
          level.word(),
          ClockTime.seconds(ClockTime.of(change.until())),
          by);
    }
    later.run(span.toNanos(), () -> revert(topics, change));
  }

  /** Restores the usual level of topics. */
  public synchronized void restore(Collection<LogTopic> topics) {
    topics.forEach(this::restore);
  }

  /** Restores the topics whose level has not been changed since. */
  private synchronized void revert(Collection<LogTopic> topics, Change change) {
    for (var topic : topics) {
      if (change.equals(changes.get(topic))) {
        restore(topic);
      }
    }
  }

  private void restore(LogTopic topic) {
    if (changes.remove(topic) != null) {
      apply(topic);
      log.info("Log level of {} is {} again", topic.word(), usual.word());
    }
  }

  private void apply(LogTopic topic) {
    var change = changes.get(topic);
    var logger = loggers.get(topic);
    if (logger != null) {
      logger.setLevel((change == null ? usual : change.level()).level());
    }
  }

  /** Returns the level of each topic. */
  public synchronized Report report() {
    var all = new ArrayList<TopicLevel>();
    for (var topic : LogTopic.values()) {
      var change = changes.get(topic);
      all.add(
          change == null
              ? new TopicLevel(topic.word(), usual.word(), null, null)
              : new TopicLevel(
                  topic.word(), change.level().word(), ClockTime.of(change.until()), change.by()));
    }
    return new Report(all);
  }
}
