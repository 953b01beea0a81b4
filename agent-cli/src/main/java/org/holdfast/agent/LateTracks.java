package org.holdfast.agent;

import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.io.TrackInlet;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the VRRP service, which starts after the parts that report tracks to it. No part
 * may report a track before {@link #bind}.
 */
final class LateTracks implements TrackInlet {

  private volatile @Nullable TrackInlet target;

  /** Forwards every later result to {@code inlet}. */
  void bind(TrackInlet inlet) {
    target = inlet;
  }

  @Override
  public void trackReported(TrackKind kind, String name, TrackVerdict verdict) {
    bound().trackReported(kind, name, verdict);
  }

  @Override
  public void neighbourLost(String session, IpAddress neighbour) {
    bound().neighbourLost(session, neighbour);
  }

  private TrackInlet bound() {
    var inlet = target;
    if (inlet == null) {
      throw new IllegalStateException("a track was reported before VRRP has started");
    }
    return inlet;
  }
}
