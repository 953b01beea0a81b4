package org.holdfast.it.nemesis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether what clients saw of a step is within the protocol's bounds. Pure.
 *
 * @param bounds the protocol's times
 * @param stalls the times in which the machine did not run a thread that was due
 */
record Judge(Bounds bounds, Stalls stalls) {
  /** An agent has to be run several times, on several threads, before a client notices its work. */
  private static final int RUNS = 4;

  /** The times in which the machine did not run a thread that was due. */
  interface Stalls {
    /** Returns their sum between two instants. */
    Duration between(Instant from, Instant to);

    /**
     * Returns by how much processes that were started between two instants, one after the other,
     * began and ended too late.
     */
    Duration startsBetween(Instant from, Instant to);

    /** Returns their largest sum in any span of this length that begins between two instants. */
    Duration densest(Instant from, Instant to, Duration length);
  }

  /**
   * What was seen of a step, and of the pause before it.
   *
   * @param begin when the pair had recovered from the step before
   * @param recovered when it was found with one owner again
   * @param shared the spans in which several directors answered for an address
   * @param silent the spans in which clients had no answers
   * @param transitions the number of states that instances entered
   */
  record Observation(
      Effect effect,
      Instant begin,
      Instant recovered,
      List<Span> shared,
      List<Span> silent,
      long transitions) {
    Observation {
      shared = List.copyOf(shared);
      silent = List.copyOf(silent);
    }
  }

  /** Returns what was beyond the bounds, in words; empty if nothing was. */
  List<String> verdict(Observation seen) {
    var complaints = new ArrayList<String>();
    Effect effect = seen.effect();
    if (effect.compareTo(Effect.SPLIT) < 0) {
      seen.shared().stream()
          .filter(span -> isLonger(span, bounds.overlap()))
          .map(span -> tooLong("two directors answered for the address", span, bounds.overlap()))
          .forEach(complaints::add);
    }
    if (effect.compareTo(Effect.OUTAGE) < 0) {
      seen.silent().stream()
          .filter(span -> isLonger(span, bounds.takeover()))
          .map(span -> tooLong("clients had no answers", span, bounds.takeover()))
          .forEach(complaints::add);
    }
    Duration stalled = stalls.densest(seen.begin(), seen.recovered(), bounds.patience());
    if (effect == Effect.NOTHING
        && seen.transitions() > 0
        && stalled.compareTo(bounds.excusing()) < 0) {
      complaints.add(
          "instances entered %d states without a cause; the machine stalled for %d ms within %d ms"
              .formatted(seen.transitions(), stalled.toMillis(), bounds.patience().toMillis()));
    }
    return List.copyOf(complaints);
  }

  /** Returns whether the pair still has time to recover from a step. */
  boolean mayRecover(Instant end, Instant now) {
    return !isLonger(new Span(end, now), bounds.recovery());
  }

  private boolean isLonger(Span span, Duration bound) {
    return span.length().compareTo(bound.plus(excuse(span))) > 0;
  }

  private Duration excuse(Span span) {
    Duration starts = stalls.startsBetween(span.start(), span.end());
    Duration hook = starts.compareTo(bounds.readiness()) < 0 ? starts : bounds.readiness();
    return stalls.between(span.start(), span.end()).multipliedBy(RUNS).plus(hook);
  }

  private String tooLong(String what, Span span, Duration bound) {
    return "%s: %s; allowed: %d ms, and %d ms for stalls of the machine"
        .formatted(what, span, bound.toMillis(), excuse(span).toMillis());
  }
}
