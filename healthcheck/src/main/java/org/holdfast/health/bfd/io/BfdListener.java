package org.holdfast.health.bfd.io;

import org.holdfast.net.IpAddress;

/**
 * Hears what becomes of sessions. Called on the thread {@code bfd}: hand it over to whoever
 * decides, and come back.
 */
@FunctionalInterface
public interface BfdListener {

  /**
   * Told for every session once at the start, and whenever it comes up or ceases to be up.
   *
   * @param session its name
   * @param reason for a log: {@code no packet for 30.0 ms}; {@code no packet yet} at the start
   * @param nanos when it became so, on the service's clock
   */
  void heard(String session, boolean up, String reason, long nanos);

  /**
   * A neighbour that was up has fallen silent for the whole detection time: it is dead or cut off.
   * Told before {@link #heard}, and not when a session goes down because the neighbour says so: it
   * lives then (RFC 5882 section 3.2).
   *
   * @param session its name
   */
  default void unreachable(String session, IpAddress neighbour) {}
}
