package org.holdfast.health.http;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The memory for all bodies that are being searched: a number of windows of {@link Body#WINDOW}
 * bytes. When there is no free window, bodies wait for one in order. Thread-safe.
 *
 * <p>Without this limit, some hundred servers that send large endless bodies would use up the heap.
 */
final class BodyBudget {

  /** The share of the heap: 32 MiB of 512. */
  private static final int SHARE = 16;

  /**
   * The most windows that are kept for later bodies, so that a flood of bodies creates no garbage.
   */
  private static final int MOST_SPARE = 64;

  private final ArrayDeque<Waiter> line = new ArrayDeque<>();
  private final ArrayDeque<byte[]> spare = new ArrayDeque<>();
  private long free;

  /**
   * Creates a budget.
   *
   * @param windows the number of windows
   */
  BodyBudget(long windows) {
    free = windows;
  }

  /** Creates a budget with a share of this JVM's heap. */
  static BodyBudget ofTheHeap() {
    return new BodyBudget(Runtime.getRuntime().maxMemory() / SHARE / Body.WINDOW);
  }

  /** A request for a window. */
  static final class Waiter {
    private final Runnable granted;

    private Waiter(Runnable granted) {
      this.granted = granted;
    }
  }

  /**
   * A window that a body and a search on another thread use at once. It is returned when both have
   * released it, so that what is being searched, or waits to be, counts as memory in use and
   * becomes no garbage. Thread-safe.
   */
  final class Loan {
    private final byte[] memory;
    private final AtomicInteger holders = new AtomicInteger(2);

    private Loan(byte[] memory) {
      this.memory = memory;
    }

    /** Ends the use by one of the two; to be called once by each. */
    void release() {
      if (holders.decrementAndGet() == 0) {
        give(memory);
      }
    }
  }

  /** Lends a window, which belongs to the caller, to a search as well. */
  Loan lend(byte[] window) {
    return new Loan(window);
  }

  /** Takes a window, if one is free and no body waits for it. */
  synchronized boolean take() {
    if (!line.isEmpty() || free == 0) {
      return false;
    }
    free--;
    return true;
  }

  /** The memory of a window that was taken or granted; its contents are undefined. */
  synchronized byte[] window() {
    var used = spare.poll();
    return used == null ? new byte[Body.WINDOW] : used;
  }

  /**
   * Waits for a window.
   *
   * @param granted called when the window belongs to the caller, on the thread that returned it
   */
  synchronized Waiter await(Runnable granted) {
    var waiter = new Waiter(granted);
    line.add(waiter);
    return waiter;
  }

  /** Cancels a request; false when the window has already been granted and must be returned. */
  synchronized boolean forget(Waiter waiter) {
    return line.remove(waiter);
  }

  /**
   * Returns a window.
   *
   * @param window its memory, which no thread reads any longer; null when the caller never had it
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
