package org.holdfast.vrrp.peer;

/** Receives each confirmed disagreement once, and its end once. */
public interface PeerListener {

  /** The disagreement was confirmed. */
  void disagrees(Disagreement disagreement);

  /** The disagreement is over: it was resolved, or there were no further sightings. */
  void agrees(Disagreement disagreement);
}
