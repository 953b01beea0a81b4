package org.holdfast.agent.snmp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.holdfast.agent.snmp.mib.TrapNews;

/**
 * Changes that wait to be sent as traps. Bounded: beyond {@link #MOST} the oldest is dropped.
 * Thread-safe; the lock is held for an instant only, because the election loop adds.
 */
final class TrapQueue {

  static final int MOST = 1024;

  private final Deque<TrapNews> waiting = new ArrayDeque<>();
  private long dropped;

  synchronized void add(TrapNews news) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
      dropped++;
    }
    waiting.addLast(news);
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Removes and returns all changes, in their order. */
  synchronized List<TrapNews> drain() {
    var all = new ArrayList<>(waiting);
    waiting.clear();
    return all;
  }

  /** Returns how many changes were dropped since the last call. */
  synchronized long takeDropped() {
    long count = dropped;
    dropped = 0;
    return count;
  }
}
