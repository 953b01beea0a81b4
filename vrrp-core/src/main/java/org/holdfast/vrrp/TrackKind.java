package org.holdfast.vrrp;

/** What a track watches. */
public enum TrackKind {
  INTERFACE("interface"),
  SCRIPT("script"),
  PROCESS("process"),
  FILE("file"),
  BFD("bfd"),
  VIRTUAL_SERVER("virtual server"),
  /** A probe that an instance runs for itself. */
  CHECK("check");

  private final String word;

  TrackKind(String word) {
    this.word = word;
  }

  /** As logs and the status say it. */
  public String word() {
    return word;
  }
}
