package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;

/** The table's part for when checks run, and how many results it takes to believe them. */
public final class TimingKeywords {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  public static final Key<Duration> INTERVAL =
      Key.standard(
          "interval",
          DurationType.from(Duration.ofMillis(10), DAY),
          "2s",
          "between the starts of two runs. Differs: keepalived's 60s lets a dead server serve for a"
              + " minute");
  public static final Key<Duration> TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(MILLISECOND, Duration.ofHours(1)),
          "3s",
          "for a whole run, every exchange of it. Differs: keepalived's 5s begin anew at every"
              + " read");
  public static final Key<Long> RETRIES =
      Key.optional(
          "retries",
          NumberType.from(0, 10_000),
          "1; dns 3; script 0",
          "failures beyond the first that a server is forgiven");
  public static final Key<Duration> RETRY_DELAY =
      Key.standard(
          "retry-delay",
          DurationType.upTo(DAY),
          "1s",
          "between a failure that is forgiven and the next run. Differs: keepalived has 3s for http"
              + " and the interval for dns");
  public static final Key<Long> RISE =
      Key.standard(
          "rise",
          NumberType.from(1, 10_000),
          "1",
          "successes in a row that make a failed server good again");
  public static final Key<Duration> FAST_INTERVAL =
      Key.optional(
          "fast-interval",
          DurationType.from(Duration.ofMillis(10), DAY),
          "the interval",
          "the interval before the first result, and while a failed server's successes are"
              + " counted");
  public static final Key<Duration> WARMUP =
      Key.optional(
          "warmup",
          DurationType.upTo(DAY),
          "the interval",
          "the first run is at a random moment up to this long after the start");
  public static final Key<Long> JITTER =
      Key.standard(
          "jitter",
          NumberType.from(0, 100),
          "0",
          "per cent of the interval, a random part of which is added each time");

  public static final List<Key<?>> ALL =
      List.of(INTERVAL, TIMEOUT, RETRIES, RETRY_DELAY, RISE, FAST_INTERVAL, WARMUP, JITTER);

  public static final Key<Fields> CHECK_TIMING =
      Key.optional(
          "check-timing",
          Section.of(
              "check timing", "What holds for the checks below that do not say otherwise.", ALL),
          Key.OWN_DEFAULTS,
          "when the checks run that do not say; a server's is looked at before its virtual"
              + " server's");

  private TimingKeywords() {}
}
