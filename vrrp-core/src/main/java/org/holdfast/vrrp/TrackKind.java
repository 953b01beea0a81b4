package org.holdfast.vrrp;

/** The kind of object that a track watches. */
public enum TrackKind {
  INTERFACE("interface"),
  SCRIPT("script"),
  PROCESS("process"),
  FILE("file"),
  BFD("bfd"),
  VIRTUAL_SERVER("virtual server"),
  /** A probe that an instance runs for itself only. */
  CHECK("check"),
  /** Addresses, routes and rules that the agent keeps on this host. */
  STATIC_GROUP("static group");

  private final String word;

  TrackKind(String word) {
    this.word = word;
  }

  /** The word for this kind in logs and in the status. */
  public String word() {
    return word;
  }
}
