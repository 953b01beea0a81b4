package org.holdfast.health.http;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The memory that all bodies together may take which are being searched: so many windows of {@link
 * Body#WINDOW} bytes. A body that needs one when there is none left waits, in order. Any thread.
 *
 * <p>Without it, some hundred servers that send much and never end it would take all of the heap.
 */
final class BodyBudget {

  /** Of the heap: 32 MiB of 512. */
  private static final int SHARE = 16;

  /** Windows that are kept for the next body, so that a flood of bodies makes no garbage. */
  private static final int MOST_SPARE = 64;

  private final ArrayDeque<Waiter> line = new ArrayDeque<>();
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private long free;

  /**
   * @param windows how many there are
   */
  BodyBudget(long windows) {
    free = windows;
  }

  /** A share of this JVM's heap. */
  static BodyBudget ofTheHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE / Body.WINDOW);
  }

  /** Waits for a window. */
  static final class Waiter {
    private final Runnable granted;

    private Waiter(Runnable granted) {
      this.granted = granted;
    }
  }

  /** Takes one, if there is one and nobody waits for it. */
  synchronized boolean take() {
    if (!line.isEmpty() || free == 0) {
      return false;
    }
    free--;
    return true;
  }

  /** The memory of one that was taken or granted; what is in it has no meaning. */
  synchronized byte[] window() {
    var used = spare.poll();
    return used == null ? new byte[Body.WINDOW] : used;
  }

  /**
   * Waits for one.
   *
   * @param granted told once it is the caller's, on whatever thread gave it back
   */
  synchronized Waiter await(Runnable granted) {
    var waiter = new Waiter(granted);
    line.add(waiter);
    return waiter;
  }

  /** Waits no more; false when one has been granted already, and so is to be given back. */
  synchronized boolean forget(Waiter waiter) {
    return line.remove(waiter);
  }

  /**
   * Gives one back.
   *
   * @param window its memory, which nobody looks at any more; null when somebody may
   */
  void give(byte @Nullable [] window) {
    var next = next(window);
    if (next != null) {
      next.granted.run();
    }
  }

  private synchronized @Nullable Waiter next(byte @Nullable [] window) {
    if (window != null && spare.size() < MOST_SPARE) {
      spare.add(window);
    }
    var next = line.poll();
    if (next == null) {
      free++;
    }
    return next;
  }
}
