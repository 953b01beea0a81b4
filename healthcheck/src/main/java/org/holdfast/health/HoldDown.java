package org.holdfast.health;

/**
 * How long a server that fails again and again is kept out.
 *
 * @param lengthNanos of the last time it was kept out; 0 for never, or forgotten
 * @param untilNanos when that time is over
 */
record HoldDown(long lengthNanos, long untilNanos) {

  static final HoldDown NONE = new HoldDown(0, 0);

  boolean holds(long nowNanos) {
    return lengthNanos > 0 && untilNanos - nowNanos > 0;
  }

  /**
   * The server has failed: it is kept out anew, twice as long as the last time unless that is
   * forgotten.
   *
   * @param upSinceNanos when it had come up
   */
  HoldDown afterFailure(ServerConfig.Damping damping, long upSinceNanos, long nowNanos) {
    long first = damping.first().toNanos();
    if (first == 0) {
      return NONE;
    }
    boolean forgotten = nowNanos - upSinceNanos >= Math.max(lengthNanos, first);
    long twice = Math.min(2 * lengthNanos, damping.most().toNanos());
    long length = forgotten ? first : Math.max(first, twice);
    return new HoldDown(length, nowNanos + length);
  }
}
