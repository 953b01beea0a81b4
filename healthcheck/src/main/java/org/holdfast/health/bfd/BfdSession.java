package org.holdfast.health.bfd;

/**
 * The state of a session. Timers are data here: the shell arms one for {@link #deadline()} and
 * sends {@link BfdEvent.Tick}.
 *
 * @param diagnostic why this end was last not up, as our packets say it; 0 to 31
 * @param polling whether the other end still has to confirm a change of our intervals
 * @param sentAt when the last periodic packet was sent, or was due
 * @param sendAt when the next one is due; {@link #NEVER} while none may be sent
 * @param silentAt when the detection time ends; {@link #NEVER} while no packets arrive from the
 *     other end
 */
public record BfdSession(
    BfdState state,
    int diagnostic,
    BfdRemote remote,
    boolean polling,
    long sentAt,
    long sendAt,
    long silentAt) {

  /** Stands for an instant that never comes. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The next instant at which a tick has an effect, or {@link #NEVER}. */
  public long deadline() {
    if (sendAt == NEVER || silentAt == NEVER) {
      return sendAt == NEVER ? silentAt : sendAt;
    }
    return sendAt - silentAt <= 0 ? sendAt : silentAt;
  }

  /** Whether {@code instant} has been reached at {@code now}. */
  static boolean reached(long instant, long now) {
    return instant != NEVER && now - instant >= 0;
  }

  /** Whether the detection time is over at {@code now}, judging by the packets received so far. */
  public boolean isSilent(long now) {
    return reached(silentAt, now);
  }

  /**
   * The interval between our packets before jitter, in nanoseconds: the longer of our desired
   * interval and the one at which the other end can receive (RFC 5880 section 6.8.2).
   */
  public long intervalNanos(BfdLocal local) {
    return Math.max(local.desiredTxNanos(state), remote.minRxNanos());
  }

  /**
   * Whether periodic packets may be sent (RFC 5880 section 6.8.7): not by a passive end that has
   * not received any, not to an end that can receive none, and not to an end that is up and demands
   * silence, unless it must learn of a change.
   */
  boolean mayTransmit(BfdLocal local) {
    boolean waiting = local.passive() && remote.discriminator() == 0;
    boolean demanded =
        remote.demand() && state == BfdState.UP && remote.state() == BfdState.UP && !polling;
    return state != BfdState.ADMIN_DOWN && !waiting && remote.minRxNanos() > 0 && !demanded;
  }

  BfdSession sending(long newSentAt, long newSendAt) {
    return new BfdSession(state, diagnostic, remote, polling, newSentAt, newSendAt, silentAt);
  }
}
