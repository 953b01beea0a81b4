package org.holdfast.it.nemesis;

import java.time.Duration;

/**
 * The longest times that the protocol allows at an interval of the adverts, each with a second for
 * what happens beside the protocol: a process that starts, packets that cross the switch, the
 * judge's own resolution. They grow by the stalls that the judge measures, and by nothing else.
 *
 * @param interval the interval of the adverts
 */
public record Bounds(Duration interval) {
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /**
   * {@code handover.margin}, the longest wait of an old master for its successor's announcement.
   */
  private static final Duration HANDOVER_MARGIN = Duration.ofMillis(500);

  /**
   * The longest wait of a new master for its {@code before-master} hook: the hook's limit and
   * {@code Readiness.PATIENCE}.
   */
  private static final Duration READINESS = Duration.ofMillis(1500);

  /** A JVM that starts while the machine is busy. */
  private static final Duration START = Duration.ofSeconds(15);

  /**
   * The longest time without answers when a master is lost: three intervals, and a skew time of at
   * most one (RFC 9568 section 6.1). A hook that does not get a processor may add its limit.
   */
  public Duration takeover() {
    return interval.multipliedBy(4).plus(MARGIN);
  }

  /** The longest time for which a new master waits for a hook that does not end. */
  public Duration readiness() {
    return READINESS;
  }

  /**
   * The longest time for which two directors answer when one follows the other: the successor's
   * first advert is heard within an interval, and its announcement at the end of the margin, which
   * begins when the successor's hook must have ended.
   */
  public Duration overlap() {
    return interval.multipliedBy(2).plus(HANDOVER_MARGIN).plus(READINESS).plus(MARGIN);
  }

  /** The longest time after the end of a step in which the pair returns to one owner. */
  public Duration recovery() {
    return interval.multipliedBy(12).plus(START);
  }

  /** About the time for which a backup waits for an advert. */
  public Duration patience() {
    return interval.multipliedBy(4);
  }

  /**
   * The stalls within a peer's patience that excuse a transition without a cause: the adverts of an
   * agent that does not run for an interval may come too late.
   */
  public Duration excusing() {
    return interval;
  }
}
