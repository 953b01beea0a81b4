package org.holdfast.vrrp.io;

/** What a track watches. */
public enum TrackKind {
  INTERFACE("interface"),
  SCRIPT("script");

  private final String word;

  TrackKind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
