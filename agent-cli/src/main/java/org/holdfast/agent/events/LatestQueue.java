package org.holdfast.agent.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Items that wait for a receiver that may be slow or absent. Bounded: when it is full, the oldest
 * item is dropped. Thread-safe; the lock is held for an instant only, because the election loop
 * adds.
 */
public final class LatestQueue<T> {

  private final Deque<T> waiting = new ArrayDeque<>();
  private final int most;
  private long dropped;

  /**
   * @param most the number of items that may wait
   */
  public LatestQueue(int most) {
    this.most = most;
  }

  /** Adds an item, in place of the oldest one if the queue is full. */
  public synchronized void add(T item) {
    if (waiting.size() == most) {
      waiting.removeFirst();
      dropped++;
    }
    waiting.addLast(item);
  }

  /** Returns whether no item waits. */
  public synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Removes and returns all items, in their order. */
  public synchronized List<T> drain() {
    var all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  /** Returns how many items were dropped since the last call. */
  public synchronized long takeDropped() {
    long count = dropped;
    dropped = 0;
    return count;
  }
}
