package org.holdfast.health;

/** The advice of a passing check about the server's weight. */
public sealed interface Advice {

  /** No advice. */
  Advice NONE = new Plus(0);

  /**
   * Adds this amount, which may be negative, independently of the advice of other checks
   * (keepalived's misc_dynamic with several checks, and file checks).
   */
  record Plus(int amount) implements Advice {}

  /**
   * Sets the weight, regardless of the configured one (misc_dynamic).
   *
   * @param weight 0 or more
   */
  record Exactly(int weight) implements Advice {}

  /**
   * Takes this percentage of the configured weight, rounded to the nearest integer, but never to 0
   * unless the product is 0.
   *
   * @param percent 0 or more; above 100 increases the weight
   */
  record Percent(int percent) implements Advice {}

  /** Accepts no new connections: weight 0, while the server stays up and in the table. */
  record Drain() implements Advice {}
}
