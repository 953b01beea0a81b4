package org.holdfast.agent.metrics;

import java.time.Duration;
import org.holdfast.time.NanoClock;
import org.holdfast.time.SpanTally;
import org.holdfast.time.Spans;

/**
 * Measures stalls of the whole process caused by garbage collection, stolen CPU time or load: a
 * thread sleeps repeatedly and records how late it wakes.
 */
final class Stalls implements AutoCloseable {

  private static final Duration NAP = Duration.ofMillis(50);
  private static final SpanTally.Bounds BOUNDS =
      SpanTally.Bounds.ofMicros(
          100, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
          5_000_000);

  private final NanoClock clock;
  private final SpanTally tally = new SpanTally(BOUNDS);
  private final Thread thread;

  private Stalls(NanoClock clock) {
    this.clock = clock;
    thread = Thread.ofPlatform().name("stalls").daemon().unstarted(this::watch);
  }

  /** Starts measuring until closed. */
  static Stalls begin(NanoClock clock) {
    var stalls = new Stalls(clock);
    stalls.thread.start();
    return stalls;
  }

  private void watch() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long due = clock.nanos() + NAP.toNanos();
        Thread.sleep(NAP);
        tally.count(clock.nanos() - due);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  Spans read() {
    return tally.read();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
