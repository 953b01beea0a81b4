package org.holdfast.health;

/** What a passing check says of the server's weight. */
public sealed interface Advice {

  /** Nothing. */
  Advice NONE = new Plus(0);

  /**
   * This much more or less, beside what other checks say (keepalived's misc_dynamic with several
   * checks, and file checks).
   */
  record Plus(int amount) implements Advice {}

  /**
   * The weight is this, whatever is configured (misc_dynamic).
   *
   * @param weight 0 or more
   */
  record Exactly(int weight) implements Advice {}

  /**
   * This share of the configured weight, rounded to the nearest, but not to 0 unless it is 0.
   *
   * @param percent 0 or more; above 100 is more than configured
   */
  record Percent(int percent) implements Advice {}

  /** No new connections: weight 0, while the server stays up and in the table. */
  record Drain() implements Advice {}
}
