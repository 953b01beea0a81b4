package org.holdfast.linux.netlink;

import org.holdfast.linux.LinuxException;

/**
 * The kernel's answer did not arrive: ENOBUFS if the receive buffer was full, ETIMEDOUT if the
 * timeout passed. The request may or may not have been carried out; a dump shows. The socket has
 * been reopened, so that a late answer cannot be mistaken for another request's.
 */
public final class ReplyLostException extends LinuxException {

  private static final long serialVersionUID = 1;

  ReplyLostException(String operation, int errno) {
    super(operation, errno, "the kernel's answer is lost");
  }
}
