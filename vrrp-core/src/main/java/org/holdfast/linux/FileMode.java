package org.holdfast.linux;

/** The permissions of the files that this process makes. */
public final class FileMode {

  private FileMode() {}

  /**
   * Sets the permissions that new files of this process and of its children never have.
   *
   * @return those that they never had before
   */
  public static int umask(int mask) {
    return FileLibC.umask(mask);
  }
}
