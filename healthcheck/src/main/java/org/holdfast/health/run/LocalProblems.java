package org.holdfast.health.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.health.Probe;
import org.holdfast.time.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local problems that keep checks from being run. They are logged the first time, then at most once
 * in ten seconds with a count, because all checks are affected when, for example, descriptors run
 * out. Thread-safe.
 */
final class LocalProblems {

  private static final Logger log = LoggerFactory.getLogger(LocalProblems.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final NanoClock clock;
  private final AtomicLong total = new AtomicLong();
  private boolean logged;
  private long unlogged;
  private long loggedAt;

  LocalProblems(NanoClock clock) {
    this.clock = clock;
  }

  void record(Probe probe, String why) {
    total.incrementAndGet();
    long now = clock.nanos();
    long others;
    synchronized (this) {
      if (logged && now - loggedAt < QUIET_NANOS) {
        unlogged++;
        return;
      }
      logged = true;
      others = unlogged;
      unlogged = 0;
      loggedAt = now;
    }
    log.warn(
        "{} could not be run, which says nothing about the server: {}{}",
        probe.words(),
        why,
        others == 0 ? "" : "; as " + others + " runs before it could not");
  }

  /** The number of runs that could not take place. */
  long total() {
    return total.get();
  }
}
