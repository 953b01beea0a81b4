package org.holdfast.health;

/**
 * Whether a sum of weights suffices, by keepalived's formulas: gained at {@code needed +
 * hysteresis} or more, lost below {@code needed - hysteresis}. A sum of 0 is always too low,
 * because the hysteresis is less than the needed sum. At the start the quorum is not held, so a sum
 * between the two limits does not suffice then.
 *
 * @param needed 1 or more
 * @param hysteresis 0 or more, less than {@code needed}
 */
record Quorum(int needed, int hysteresis, boolean held) {

  Quorum next(long sum) {
    boolean next = sum >= (held ? (long) needed - hysteresis : (long) needed + hysteresis);
    return next == held ? this : new Quorum(needed, hysteresis, next);
  }
}
