package org.holdfast.linux.netlink;

import org.holdfast.linux.LinuxException;

/**
 * The kernel's answer did not arrive: ENOBUFS when there was no room for it, ETIMEDOUT when it did
 * not come in time. The request may or may not have been carried out; a dump tells. The socket has
 * been reopened, so that no late answer can be taken for another request's.
 */
public final class ReplyLostException extends LinuxException {

  private static final long serialVersionUID = 1;

  ReplyLostException(String operation, int errno) {
    super(operation, errno, "the kernel's answer is lost");
  }
}
