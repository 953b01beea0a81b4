package org.holdfast.health;

import java.util.OptionalLong;
import java.util.TreeSet;

/** The deadlines of many indexed items; the earliest is found at once. */
final class Deadlines {

  private final long[] dueAt;
  private final TreeSet<Integer> order;

  Deadlines(int size) {
    var instants = new long[size];
    dueAt = instants;
    order =
        new TreeSet<>((a, b) -> {
          int earlier = Long.signum(instants[a] - instants[b]);
          return earlier != 0 ? earlier : Integer.compare(a, b);
        });
  }

  /** Replaces the deadline of an item; empty for none. */
  void set(int index, OptionalLong nanos) {
    // This must happen before the instant changes: otherwise the item could not be found in the
    // order.
    order.remove(index);
    if (nanos.isPresent()) {
      dueAt[index] = nanos.getAsLong();
      order.add(index);
    }
  }

  OptionalLong first() {
    return order.isEmpty() ? OptionalLong.empty() : OptionalLong.of(dueAt[order.first()]);
  }

  /**
   * Removes and returns the item with the earliest deadline, if that is not later than now, lower
   * indices first; -1 when there is none.
   */
  int takeDue(long nowNanos) {
    if (order.isEmpty() || dueAt[order.first()] - nowNanos > 0) {
      return -1;
    }
    return order.removeFirst();
  }
}
