package org.holdfast.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One netlink message. The payload is a view of the receive buffer: decode it before the next
 * datagram is received.
 *
 * @param payload the bytes after the header, from 0 to its limit, in native order
 */
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {

  static final int ERROR = 2;
  static final int DONE = 3;

  static final int FLAG_REQUEST = 1;
  static final int FLAG_ACK = 4;
  static final int FLAG_DUMP_INTERRUPTED = 0x10;
  static final int FLAG_DUMP = 0x300;

  /** Flag of an acknowledgement that repeats only the header of the request. */
  static final int FLAG_CAPPED = 0x100;

  /** Flag of an acknowledgement with explanatory attributes. */
  static final int FLAG_EXPLAINED = 0x200;

  private static final int HEADER_SIZE = MessageWriter.HEADER_SIZE;

  /** The messages of a datagram, and the number of bytes after them that are not a message. */
  record Split(List<NetlinkMessage> messages, int leftOver) {
    Split {
      messages = List.copyOf(messages);
    }
  }

  /** Splits a datagram, from 0 to its limit. Total: stops at the first malformed message. */
  static Split split(ByteBuffer datagram) {
    var bytes = datagram.duplicate().order(ByteOrder.nativeOrder());
    var messages = new ArrayList<NetlinkMessage>();
    int end = bytes.limit();
    int at = 0;
    while (end - at >= HEADER_SIZE) {
      int length = bytes.getInt(at);
      if (length < HEADER_SIZE || length > end - at) {
        break;
      }
      messages.add(
          new NetlinkMessage(
              bytes.getShort(at + 4) & 0xffff,
              bytes.getShort(at + 6) & 0xffff,
              bytes.getInt(at + 8),
              bytes.slice(at + HEADER_SIZE, length - HEADER_SIZE).order(ByteOrder.nativeOrder())));
      at = Math.min(end, at + ((length + 3) & ~3));
    }
    return new Split(messages, end - at);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Returns the attributes after a fixed part of {@code fixedSize} bytes. */
  public Attributes attributes(int fixedSize) {
    return Attributes.of(payload, fixedSize);
  }
}
