package org.holdfast.linux.netlink;

import org.holdfast.linux.LinuxException;

/**
 * The kernel's answer did not arrive: ENOBUFS when there was no room for it, ETIMEDOUT when it did
 * not come in time. What was asked for may be done or not; a dump tells. The socket has been opened
 * anew, so that no late answer can be taken for another's.
 */
public final class ReplyLostException extends LinuxException {

  private static final long serialVersionUID = 1;

  ReplyLostException(String operation, int errno) {
    super(operation, errno, "the kernel's answer is lost");
  }
}
