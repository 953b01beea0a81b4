package org.holdfast.health;

/**
 * Whether a sum of weights is enough, by keepalived's formulas: gained at {@code needed +
 * hysteresis} or more, lost below {@code needed - hysteresis}. A sum of 0 is always below, as the
 * hysteresis is less than what is needed. Not held at the start: a sum between the two is not
 * enough then.
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
