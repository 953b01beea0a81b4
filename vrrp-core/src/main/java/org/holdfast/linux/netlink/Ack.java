package org.holdfast.linux.netlink;

import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;

/**
 * The kernel's answer to one request.
 *
 * @param errno 0 on success, otherwise the error number ({@link Errno})
 * @param explanation the kernel's own text, often empty
 */
public record Ack(int errno, String explanation) {

  /** The answer to a request that succeeded. */
  public static final Ack DONE = new Ack(0, "");

  private static final int REQUEST_AT = 4;
  private static final int ATTRIBUTE_MESSAGE = 1;

  /**
   * Reads an NLMSG_ERROR or NLMSG_DONE: the negated error number, for NLMSG_ERROR the request or
   * its header, then attributes. Total: a message that is too short for an error number gives
   * EBADMSG.
   */
  static Ack parse(NetlinkMessage message) {
    var payload = message.payload();
    if (payload.limit() < Integer.BYTES) {
      return message.type() == NetlinkMessage.DONE
          ? new Ack(0, "")
          : new Ack(Errno.EBADMSG.number(), "");
    }
    int errno = Math.abs(payload.getInt(0));
    return message.has(NetlinkMessage.FLAG_EXPLAINED)
        ? new Ack(
            errno, message.attributes(attributesAt(message)).text(ATTRIBUTE_MESSAGE).orElse(""))
        : new Ack(errno, "");
  }

  private static int attributesAt(NetlinkMessage message) {
    if (message.type() == NetlinkMessage.DONE) {
      return REQUEST_AT;
    }
    if (message.has(NetlinkMessage.FLAG_CAPPED) || message.payload().limit() < REQUEST_AT + 4) {
      return REQUEST_AT + MessageWriter.HEADER_SIZE;
    }
    long requestLength = message.payload().getInt(REQUEST_AT) & 0xffff_ffffL;
    return (int) Math.min(REQUEST_AT + ((requestLength + 3) & ~3L), Integer.MAX_VALUE);
  }

  /** Whether the request succeeded. */
  public boolean isDone() {
    return errno == 0;
  }

  /** Whether the request failed with this error. */
  public boolean is(Errno error) {
    return errno == error.number();
  }

  /** Creates an exception for an error that the caller does not handle. */
  public LinuxException failure(String operation) {
    return new LinuxException(operation, errno, explanation);
  }
}
