package org.holdfast.health;

/** What an operator wants of a server, beside what is configured and what its checks say. */
public sealed interface Intervention {

  /** Nothing: the server is what its checks make of it, and an earlier hold-down is forgiven. */
  Intervention NONE = new None();

  /** See {@link #NONE}. */
  record None() implements Intervention {}

  /**
   * The weight is this while the server is up, whatever is configured and whatever its checks or a
   * slow start would make of it.
   *
   * @param weight 0 or more
   */
  record Weight(int weight) implements Intervention {
    public Weight {
      if (weight < 0) {
        throw new IllegalArgumentException("weight: " + weight + " (expected: 0 or more)");
      }
    }
  }

  /**
   * No new connections: weight 0 at once. The server is down and leaves the table when its
   * connections have gone ({@link Pool#drained}), at the deadline at the latest, and stays so until
   * the operator says otherwise.
   *
   * @param deadlineNanos an instant of the pool's clock
   */
  record Drain(long deadlineNanos) implements Intervention {}

  /** Down, as if a check had failed, but never damped for it. */
  record Down() implements Intervention {}
}
