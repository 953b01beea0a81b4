package org.holdfast.linux.netlink;

import org.holdfast.linux.Errno;

/** Lost replies, for tests of other rooms. */
public final class LostReplies {

  private LostReplies() {}

  /** The kernel's answer to an operation did not come in time. */
  public static ReplyLostException to(String operation) {
    return new ReplyLostException(operation, Errno.ETIMEDOUT.number());
  }
}
