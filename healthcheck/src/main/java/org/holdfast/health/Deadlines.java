package org.holdfast.health;

import java.util.OptionalLong;
import java.util.TreeSet;

/** When each of many is due next, if at all; what is due first is found at once. */
final class Deadlines {

  private final long[] atNanos;
  private final TreeSet<Integer> order;

  Deadlines(int size) {
    var instants = new long[size];
    atNanos = instants;
    order =
        new TreeSet<>((a, b) -> {
          int earlier = Long.signum(instants[a] - instants[b]);
          return earlier != 0 ? earlier : Integer.compare(a, b);
        });
  }

  /** Replaces what was set before; empty for not due at all. */
  void set(int index, OptionalLong nanos) {
    // Before its instant changes, or it would no longer be found where it is.
    order.remove(index);
    if (nanos.isPresent()) {
      atNanos[index] = nanos.getAsLong();
      order.add(index);
    }
  }

  OptionalLong first() {
    return order.isEmpty() ? OptionalLong.empty() : OptionalLong.of(atNanos[order.first()]);
  }

  /** Whoever is due first and not later than now, lower indices first; taken out. -1 for nobody. */
  int takeDue(long nowNanos) {
    if (order.isEmpty() || atNanos[order.first()] - nowNanos > 0) {
      return -1;
    }
    return order.removeFirst();
  }
}
