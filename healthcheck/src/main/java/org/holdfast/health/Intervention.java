package org.holdfast.health;

/** An operator's order for a server, in addition to its configuration and its checks. */
public sealed interface Intervention {

  /** No order: the checks decide, and an earlier hold-down is forgiven. */
  Intervention NONE = new None();

  /** See {@link #NONE}. */
  record None() implements Intervention {}

  /**
   * Fixes the weight while the server is up, regardless of the configuration, its checks and a slow
   * start.
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
   * Accepts no new connections: weight 0 at once. The server is down and leaves the table when its
   * connections have ended ({@link Pool#drained}), at the deadline at the latest, and stays out
   * until the operator gives another order.
   *
   * @param deadlineAt an instant of the pool's clock
   */
  record Drain(long deadlineAt) implements Intervention {}

  /** Takes the server down, as if a check had failed, but without a hold-down afterwards. */
  record Down() implements Intervention {}
}
