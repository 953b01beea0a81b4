package org.holdfast.agent.config.bind;

import java.io.IOException;

/**
 * How many files and folders one reading of a configuration may still look at for its shell
 * patterns, so that a pattern of many wildcards does not walk through all of the host. Not
 * thread-safe.
 */
public final class Looks {

  private static final int MOST = 200_000;

  private final int most;
  private int left;

  /** Creates the limit for a reading. */
  public Looks() {
    this(MOST);
  }

  Looks(int most) {
    this.most = most;
    left = most;
  }

  /** Thrown when a reading has looked at too many files; its message is for the operator. */
  static final class TooManyException extends IOException {

    private static final long serialVersionUID = 1L;

    TooManyException(int most) {
      super("the patterns of this configuration look at more than " + most + " files");
    }
  }

  /** Counts one file or folder. */
  void take() throws TooManyException {
    if (left == 0) {
      throw new TooManyException(most);
    }
    left--;
  }
}
