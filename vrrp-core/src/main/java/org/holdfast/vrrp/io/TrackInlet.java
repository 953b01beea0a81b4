package org.holdfast.vrrp.io;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;

/** Takes the results of tracks, other than links. From any thread; every method returns at once. */
public interface TrackInlet {

  /** A track of any kind but a link has a new result. */
  void trackHeard(TrackKind kind, String name, TrackVerdict verdict);

  /**
   * A BFD session has found its neighbour dead or cut off: instances that name the session under
   * fast failover replace a master of that address at once.
   */
  void neighbourLost(String session, IpAddress neighbour);
}
