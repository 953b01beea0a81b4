package org.holdfast.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.holdfast.agent.log.LogLevels.TopicLevel;
import org.holdfast.time.ClockTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses a clock that only the test moves. */
class LogLevelsTest {

  private static final Logger VRRP = Logger.getLogger("org.holdfast.vrrp");
  private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

  private final List<Runnable> timers = new ArrayList<>();
  private final LogLevels levels =
      new LogLevels(LogLevel.INFO, () -> START, (_, task) -> timers.add(task));

  @AfterEach
  void restore() {
    for (var topic : LogTopic.values()) {
      Logger.getLogger(topic.logger()).setLevel(null);
    }
  }

  private TopicLevel vrrp() {
    return levels.report().levels().getFirst();
  }

  @Test
  void aChangeHoldsUntilItsTimeIsUp() {
    levels.change(List.of(LogTopic.VRRP), LogLevel.DEBUG, Duration.ofMinutes(5), "uid 0");

    assertThat(VRRP.getLevel()).isEqualTo(Level.FINE);
    assertThat(vrrp())
        .isEqualTo(
            new TopicLevel(
                "vrrp", "debug", ClockTime.of(START.plus(Duration.ofMinutes(5))), "uid 0"));

    timers.getFirst().run();

    assertThat(VRRP.getLevel()).isEqualTo(Level.INFO);
    assertThat(vrrp()).isEqualTo(new TopicLevel("vrrp", "info", null, null));
  }

  @Test
  void theEndOfAnEarlierChangeDoesNotEndALaterOne() {
    levels.change(List.of(LogTopic.VRRP), LogLevel.DEBUG, Duration.ofMinutes(5), "uid 0");
    levels.change(List.of(LogTopic.VRRP), LogLevel.TRACE, Duration.ofMinutes(9), "uid 0");

    timers.getFirst().run();

    assertThat(VRRP.getLevel()).isEqualTo(Level.ALL);
    timers.getLast().run();
    assertThat(VRRP.getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void aChangeCanBeTakenBack() {
    levels.change(List.of(LogTopic.VRRP), LogLevel.ERROR, Duration.ofMinutes(5), "uid 0");
    assertThat(VRRP.getLevel()).isEqualTo(Level.SEVERE);

    levels.restore(List.of(LogTopic.values()));

    assertThat(VRRP.getLevel()).isEqualTo(Level.INFO);
  }

  @Test
  void theReportSurvivesTheSocket() throws IOException {
    levels.change(List.of(LogTopic.IPVS), LogLevel.WARNING, Duration.ofMinutes(5), "uid 0");

    assertThat(LogLevels.Report.fromJson(levels.report().toJson())).isEqualTo(levels.report());
  }
}
