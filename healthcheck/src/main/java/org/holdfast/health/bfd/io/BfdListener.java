package org.holdfast.health.bfd.io;

import org.holdfast.net.IpAddress;

/**
 * Receives the state of sessions. Called on the thread {@code bfd}: pass it on and return at once.
 */
@FunctionalInterface
public interface BfdListener {

  /**
   * Called once per session at the start, and whenever it comes up or is no longer up.
   *
   * @param session the session's name
   * @param reason for a log: {@code no packet for 30.0 ms}; {@code no packet yet} at the start
   * @param nanos when the state changed, on the service's clock
   */
  void turned(String session, boolean up, String reason, long nanos);

  /**
   * Called when a neighbour that was up has been silent for the whole detection time: it is dead or
   * unreachable. Called before {@link #turned}, but not when a session goes down because the
   * neighbour reports it, because the neighbour is then alive (RFC 5882 section 3.2).
   *
   * @param session the session's name
   */
  default void unreachable(String session, IpAddress neighbour) {}
}
