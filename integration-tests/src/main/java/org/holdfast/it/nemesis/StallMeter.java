package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures for how long this machine does not run a thread that is due: threads, one more than
 * there are processors, sleep for two milliseconds again and again, and note by how much each sleep
 * was too long. Thread-safe.
 *
 * <p>One more thread starts a process again and again, in a session of its own like an agent's
 * hook. Linux may schedule each session as a group (sched(7), autogroup). On a machine with many
 * busy sessions such a process waits for its first turn for up to seconds while all threads of this
 * JVM run, and neither its priority nor that of its parent changes that.
 */
public final class StallMeter implements Judge.Stalls, AutoCloseable {
  private static final long SLEEP_NANOS = Duration.ofMillis(2).toNanos();
  private static final long NOTED_NANOS = Duration.ofMillis(10).toNanos();
  private static final int KEPT = 10_000;
  private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  /** What a process takes from its start to its end on a machine that is not busy, generously. */
  private static final long PROCESS_NANOS = Duration.ofMillis(20).toNanos();

  private final List<Deque<Span>> stalls = new ArrayList<>();
  private final Deque<Span> starts = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();

  /** Starts to measure. */
  public StallMeter() {
    this(true);
  }

  /**
   * Starts to measure threads only, on a kernel on which to start processes would itself take the
   * time of others.
   */
  public static StallMeter ofThreads() {
    return new StallMeter(false);
  }

  private StallMeter(boolean alsoStarts) {
    if (alsoStarts) {
      threads.add(Thread.ofPlatform().daemon().name("start meter").start(this::measureStarts));
    }
    for (int at = 0; at <= Runtime.getRuntime().availableProcessors(); at++) {
      Deque<Span> noted = new ArrayDeque<>();
      stalls.add(noted);
      threads.add(Thread.ofPlatform().daemon().name("stall meter").start(() -> measure(noted)));
    }
  }

  private static void measure(Deque<Span> noted) {
    long before = System.nanoTime();
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(SLEEP_NANOS);
      long now = System.nanoTime();
      long stall = now - before - SLEEP_NANOS;
      if (stall > NOTED_NANOS) {
        note(noted, stall);
      }
      before = now;
    }
  }

  private static void note(Deque<Span> noted, long nanos) {
    Instant end = Instant.now();
    synchronized (noted) {
      if (noted.size() == KEPT) {
        noted.removeFirst();
      }
      noted.addLast(new Span(end.minusNanos(nanos), end));
    }
  }

  private void measureStarts() {
    try {
      while (true) {
        long before = System.nanoTime();
        new ProcessBuilder("setsid", "true").start().waitFor();
        long late = System.nanoTime() - before - PROCESS_NANOS;
        if (late > 0) {
          note(starts, late);
        }
        Thread.sleep(Duration.ofNanos(PAUSE_NANOS));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the sum of the stalls between two instants, as seen by the thread that saw most. */
  @Override
  public Duration between(Instant from, Instant to) {
    return stalls.stream()
        .map(noted -> sum(noted, from, to))
        .max(Duration::compareTo)
        .orElseThrow();
  }

  @Override
  public Duration startsBetween(Instant from, Instant to) {
    return sum(starts, from, to);
  }

  /**
   * Returns the largest sum of stalls in any span of this length that begins with a stall between
   * two instants.
   */
  @Override
  public Duration densest(Instant from, Instant to, Duration length) {
    return stalls.stream()
        .flatMap(noted -> starts(noted, from, to).stream())
        .map(start -> between(start, start.plus(length)))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static List<Instant> starts(Deque<Span> noted, Instant from, Instant to) {
    synchronized (noted) {
      return noted.stream()
          .map(Span::start)
          .filter(start -> start.isAfter(from) && start.isBefore(to))
          .toList();
    }
  }

  private static Duration sum(Deque<Span> noted, Instant from, Instant to) {
    synchronized (noted) {
      return noted.stream()
          .filter(stall -> stall.end().isAfter(from) && stall.start().isBefore(to))
          .map(Span::length)
          .reduce(Duration.ZERO, Duration::plus);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
