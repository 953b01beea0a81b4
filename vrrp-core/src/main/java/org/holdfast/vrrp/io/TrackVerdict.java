package org.holdfast.vrrp.io;

/** What a track has to say of what it watches. */
public enum TrackVerdict {
  UNDECIDED,
  WELL,
  FAILED
}
