package org.holdfast.vrrp.io;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;

/**
 * Receives the results of tracks other than links. May be called from any thread; every method
 * returns at once.
 */
public interface TrackInlet {

  /** Handles a new result of a track of any kind except a link. */
  void trackReported(TrackKind kind, String name, TrackVerdict verdict);

  /**
   * Handles a BFD session's finding that its neighbour is dead or unreachable: instances that name
   * the session for fast failover replace a master of that address at once.
   */
  void neighbourLost(String session, IpAddress neighbour);
}
