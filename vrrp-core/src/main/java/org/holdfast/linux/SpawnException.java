package org.holdfast.linux;

import java.util.Set;

/**
 * Reports that a child could not be started; the message names the call, its object and the error.
 */
public final class SpawnException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private static final int EAGAIN = 11;
  private static final int ENOMEM = 12;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;

  private final int errno;

  SpawnException(String operation, int errno) {
    super(
        operation + ": " + describe(errno),
        null,
        true,
        false); // no stack trace: it would be of no use
    this.errno = errno;
  }

  /**
   * Whether this process or machine was short of file descriptors, memory or processes: the failure
   * then says nothing about the program.
   */
  public boolean outOfResources() {
    return Set.of(EAGAIN, ENOMEM, ENFILE, EMFILE).contains(errno);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  private static String describe(int errno) {
    return SpawnLibC.strerrorname_np(errno) + " (" + SpawnLibC.strerror(errno) + ")";
  }
}
