package org.holdfast.health.file;

/** Receives the numbers in track files. */
@FunctionalInterface
public interface FileListener {

  /**
   * Called once per file at the start, and whenever its number changes. Runs on the file watch's
   * thread: pass the number on and return at once.
   *
   * @param track the name of a {@link org.holdfast.health.TrackFileConfig}
   * @param number 0 while the file is missing or empty
   */
  void number(String track, int number);
}
