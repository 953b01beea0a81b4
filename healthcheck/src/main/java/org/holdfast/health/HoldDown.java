package org.holdfast.health;

/**
 * The time for which a server that fails repeatedly is kept out of the table.
 *
 * @param lengthNanos length of the last hold-down; 0 when there was none or it is forgotten
 * @param heldUntil end of the last hold-down
 */
record HoldDown(long lengthNanos, long heldUntil) {

  static final HoldDown NONE = new HoldDown(0, 0);

  boolean holds(long nowNanos) {
    return lengthNanos > 0 && heldUntil - nowNanos > 0;
  }

  /**
   * Keeps a server that has failed out of the table again, twice as long as the last time unless
   * that time is forgotten.
   *
   * @param cameUpAt when the server had come up
   */
  HoldDown afterFailure(ServerConfig.Damping damping, long cameUpAt, long nowNanos) {
    long first = damping.first().toNanos();
    if (first == 0) {
      return NONE;
    }
    boolean forgotten = nowNanos - cameUpAt >= Math.max(lengthNanos, first);
    long twice = Math.min(2 * lengthNanos, damping.most().toNanos());
    long length = forgotten ? first : Math.max(first, twice);
    return new HoldDown(length, nowNanos + length);
  }
}
