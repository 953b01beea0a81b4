package org.holdfast.agent.process;

import java.util.function.LongSupplier;

/**
 * Collects garbage before the heap is full. The JVM's serial collector lets the old generation grow
 * to the largest size of the heap before it collects it, so an agent that is asked again and again
 * would take all the memory that it may have, however little it needs. Thread-safe.
 */
public final class EarlyCollection {

  private static final long MEBIBYTE = 1 << 20;

  /** A heap of this size, in bytes, is never collected early. */
  static final long SMALL = 128 * MEBIBYTE;

  /** What a heap may have beside one and a half times what it needs, in bytes. */
  static final long ROOM = 48 * MEBIBYTE;

  private final LongSupplier used;
  private final Runnable collect;
  private long needed;
  private boolean measured;

  /**
   * @param used the bytes in use, garbage included
   * @param collect collects all garbage and returns afterwards
   */
  EarlyCollection(LongSupplier used, Runnable collect) {
    this.used = used;
    this.collect = collect;
  }

  /** Returns an instance for the JVM's heap. */
  public static EarlyCollection ofHeap() {
    var runtime = Runtime.getRuntime();
    return new EarlyCollection(() -> runtime.totalMemory() - runtime.freeMemory(), System::gc);
  }

  /**
   * Collects all garbage if the heap has grown far beyond what it needed after the last time. To be
   * called before work that leaves garbage. Stops all threads while it collects, as a collection of
   * a full heap does.
   */
  public synchronized void look() {
    long now = used.getAsLong();
    if (!measured) {
      measured = true;
      needed = now;
    }
    if (now > Math.max(SMALL, needed + needed / 2 + ROOM)) {
      collect.run();
      needed = used.getAsLong();
    }
  }
}
