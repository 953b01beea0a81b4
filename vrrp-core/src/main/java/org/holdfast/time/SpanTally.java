package org.holdfast.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts spans of time by their length. Counting takes some nanoseconds and allocates nothing. One
 * thread counts; any thread reads, and may miss a span that is being counted.
 */
public final class SpanTally {

  private final Bounds bounds;
  // One count per bound and one for longer spans, then the sum and the longest.
  private final AtomicLongArray cells;

  /** Creates an empty tally. */
  public SpanTally(Bounds bounds) {
    this.bounds = bounds;
    cells = new AtomicLongArray(bounds.nanos.length + 3);
  }

  /** The upper bounds of the buckets. Immutable. */
  public static final class Bounds {
    private final long[] nanos;

    private Bounds(long[] nanos) {
      this.nanos = nanos;
    }

    /**
     * Creates bounds; a span of exactly {@code micros} falls into the bucket of that bound.
     *
     * @param micros ascending, in microseconds
     */
    public static Bounds ofMicros(long... micros) {
      var nanos = new long[micros.length];
      for (int i = 0; i < micros.length; i++) {
        nanos[i] = micros[i] * 1000;
      }
      return new Bounds(nanos);
    }
  }

  /** Counts one span; a negative one counts as zero. */
  public void count(long nanos) {
    long span = Math.max(0, nanos);
    int bucket = 0;
    while (bucket < bounds.nanos.length && span > bounds.nanos[bucket]) {
      bucket++;
    }
    int sum = bounds.nanos.length + 1;
    set(bucket, cells.getPlain(bucket) + 1);
    set(sum, cells.getPlain(sum) + span);
    set(sum + 1, Math.max(cells.getPlain(sum + 1), span));
  }

  /** Creates an empty tally with the same bounds. */
  public SpanTally empty() {
    return new SpanTally(bounds);
  }

  /**
   * Adds the counts of another tally, as {@link #count} would.
   *
   * @throws IllegalArgumentException if its bounds differ
   */
  public void add(SpanTally other) {
    if (!Arrays.equals(bounds.nanos, other.bounds.nanos)) {
      throw new IllegalArgumentException(
          "bounds: "
              + Arrays.toString(other.bounds.nanos)
              + " (expected: "
              + Arrays.toString(bounds.nanos)
              + ")");
    }
    int longest = bounds.nanos.length + 2;
    for (int i = 0; i < longest; i++) {
      set(i, cells.getPlain(i) + other.cells.getAcquire(i));
    }
    set(longest, Math.max(cells.getPlain(longest), other.cells.getAcquire(longest)));
  }

  /** Whether no span has been counted yet. */
  public boolean isEmpty() {
    for (int i = 0; i <= bounds.nanos.length; i++) {
      if (cells.getAcquire(i) > 0) {
        return false;
      }
    }
    return true;
  }

  private void set(int cell, long value) {
    cells.setRelease(cell, value);
  }

  /** The counts so far. */
  public Spans read() {
    int sum = bounds.nanos.length + 1;
    var limits = new ArrayList<Double>(sum - 1);
    var counts = new ArrayList<Long>(sum);
    for (int i = 0; i < sum; i++) {
      counts.add(cells.getAcquire(i));
      if (i < sum - 1) {
        limits.add(bounds.nanos[i] / 1e9);
      }
    }
    return new Spans(limits, counts, cells.getAcquire(sum) / 1e9, cells.getAcquire(sum + 1) / 1e9);
  }
}
