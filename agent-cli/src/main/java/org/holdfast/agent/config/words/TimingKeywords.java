package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.BooleanType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;

/**
 * The keys of the schedule of checks, and of the numbers of results that change a server's state.
 */
public final class TimingKeywords {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  public static final Key<Duration> INTERVAL =
      Key.standard(
          "interval",
          DurationType.from(Duration.ofMillis(10), DAY),
          "2s",
          "the time between the starts of two runs. Differs: with keepalived's 60s a dead server"
              + " goes unnoticed for a minute");
  public static final Key<Duration> TIMEOUT =
      Key.standard(
          "timeout",
          DurationType.from(MILLISECOND, Duration.ofHours(1)),
          "3s",
          "how long a whole run may take, with all its exchanges. Differs: keepalived's 5s start"
              + " again at every read");
  public static final Key<Long> RETRIES =
      Key.derived(
          "retries",
          NumberType.from(0, 10_000),
          "1; dns 3; script 0",
          "how many failures after the first one are tolerated before the server counts as failed");
  public static final Key<Duration> RETRY_DELAY =
      Key.standard(
          "retry-delay",
          DurationType.upTo(DAY),
          "1s",
          "the time between a tolerated failure and the next run. Differs: keepalived has 3s for"
              + " http and the interval for dns");
  public static final Key<Long> RISE =
      Key.standard(
          "rise",
          NumberType.from(1, 10_000),
          "1",
          "how many successes in a row a failed server needs to recover");
  public static final Key<Duration> FAST_INTERVAL =
      Key.derived(
          "fast-interval",
          DurationType.from(Duration.ofMillis(10), DAY),
          "the interval",
          "the interval before the first result, and while a failed server's successes are"
              + " counted");
  public static final Key<Duration> WARMUP =
      Key.derived(
          "warmup",
          DurationType.upTo(DAY),
          "the interval",
          "the first run starts at a random moment within this time after the start");
  public static final Key<Long> JITTER =
      Key.standard(
          "jitter",
          NumberType.from(0, 100),
          "0",
          "a random time of up to this percentage of the interval is added to each interval");

  public static final Key<Boolean> LOG_FAILURES =
      Key.standard(
          "log-failures",
          BooleanType.INSTANCE,
          "false",
          "whether the log also has the failures that retries tolerates, one line for each");

  public static final List<Key<?>> ALL =
      List.of(
          INTERVAL,
          TIMEOUT,
          RETRIES,
          RETRY_DELAY,
          RISE,
          FAST_INTERVAL,
          WARMUP,
          JITTER,
          LOG_FAILURES);

  public static final Key<Fields> CHECK_TIMING =
      Key.optional(
          "check-timing",
          Section.of("check timing", "The timing of the checks that do not set their own.", ALL),
          Key.OWN_DEFAULTS,
          "the timing of the checks that do not set their own; a server's check-timing takes"
              + " precedence over the virtual server's");

  private TimingKeywords() {}
}
