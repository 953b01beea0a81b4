package org.holdfast.health.file;

/** Hears the numbers in track files. */
@FunctionalInterface
public interface FileListener {

  /**
   * Told for every file once at the start, and whenever its number changes. Called on the file
   * watch's thread: hand it over to whoever decides, and come back.
   *
   * @param track a {@link org.holdfast.health.TrackFileConfig}'s name
   * @param number 0 while the file is missing or empty
   */
  void number(String track, int number);
}
