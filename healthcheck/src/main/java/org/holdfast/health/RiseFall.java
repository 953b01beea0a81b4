package org.holdfast.health;

/**
 * Counts the results in a row that change the verdict: keepalived's counter, from 0 to rise+fall-1,
 * where {@code rise} or more means well. A success below {@code rise} counts up, and sets the
 * counter to its maximum when it reaches {@code rise}; a failure at {@code rise} or above counts
 * down, and sets the counter to 0 when it falls below. A single result of the other kind therefore
 * restarts the count.
 *
 * @param rise successes in a row after which the verdict is well, 1 or more
 * @param fall failures in a row after which the verdict is failed, 1 or more
 * @param counter from 0 to rise+fall-1
 * @param decided whether the counter reflects a verdict, and not only its initial value
 */
public record RiseFall(int rise, int fall, int counter, boolean decided) {

  public RiseFall {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException(
          "rise: " + rise + ", fall: " + fall + " (expected: 1 or more)");
    }
    if (counter < 0 || counter > rise + fall - 1) {
      throw new IllegalArgumentException(
          "counter: " + counter + " (expected: 0.." + (rise + fall - 1) + ")");
    }
  }

  /** Undecided: the first result decides, regardless of rise and fall. */
  public static RiseFall undecided(int rise, int fall) {
    return new RiseFall(rise, fall, rise - 1, false);
  }

  /** Failed until there are {@code rise} successes in a row (init-fail). */
  public static RiseFall failed(int rise, int fall) {
    return new RiseFall(rise, fall, 0, true);
  }

  /** The state after the next result. */
  public RiseFall next(boolean success) {
    return new RiseFall(rise, fall, success ? counted() : discounted(), true);
  }

  public Verdict verdict() {
    if (!decided) {
      return Verdict.UNDECIDED;
    }
    return counter >= rise ? Verdict.WELL : Verdict.NOT_WELL;
  }

  private int counted() {
    return counter + 1 < rise ? counter + 1 : rise + fall - 1;
  }

  private int discounted() {
    return counter > rise ? counter - 1 : 0;
  }
}
