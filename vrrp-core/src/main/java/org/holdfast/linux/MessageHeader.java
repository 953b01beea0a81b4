package org.holdfast.linux;

import java.nio.ByteBuffer;

/**
 * A msghdr with room for one datagram, its sender's address and its control messages, laid out once
 * and reused for every receive on a socket.
 */
public final class MessageHeader {

  // struct msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48
  static final int HEADER_SIZE = 56;
  private static final int NAME_LENGTH = 8;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int NAME_SIZE = 32;
  private static final int CONTROL_SIZE = 128;
  private static final int MSG_TRUNC = 0x20;

  // struct cmsghdr: len 0, level 8, type 12, data 16; the next one starts 8-aligned
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;
  private static final int CMSG_DATA = 16;

  private final NativeBuffer header;
  private final int at;
  private final NativeBuffer name = NativeBuffer.allocate(NAME_SIZE);
  private final NativeBuffer vector = NativeBuffer.allocate(16);
  private final NativeBuffer control = NativeBuffer.allocate(CONTROL_SIZE);
  private final NativeBuffer data;

  /**
   * Creates a message with room for datagrams of up to {@code size} bytes; longer ones arrive
   * truncated.
   */
  public MessageHeader(int size) {
    this(NativeBuffer.allocate(HEADER_SIZE), 0, size);
  }

  /** Creates a message as above, whose msghdr is at an offset of {@code header}. */
  MessageHeader(NativeBuffer header, int at, int size) {
    this.header = header;
    this.at = at;
    data = NativeBuffer.allocate(size);
    vector.bytes().putLong(0, data.address()).putLong(8, size);
    header
        .bytes()
        .putLong(at, name.address())
        .putLong(at + 16, vector.address())
        .putLong(at + 24, 1)
        .putLong(at + 32, control.address());
  }

  /** Resets the fields that the kernel writes; returns the address of the msghdr. */
  long prepare() {
    header.bytes().putInt(at + NAME_LENGTH, NAME_SIZE).putLong(at + CONTROL_LENGTH, CONTROL_SIZE);
    return header.address() + at;
  }

  void received(int length) {
    data.bytes().clear().limit(Math.min(length, data.capacity()));
  }

  /** The datagram, from 0 to its length; the next receive overwrites it. */
  public ByteBuffer data() {
    return data.bytes();
  }

  /** Whether the datagram was longer than the buffer. */
  public boolean truncated() {
    return (header.bytes().getInt(at + FLAGS) & MSG_TRUNC) != 0;
  }

  /** Whether the sender of a netlink datagram is the kernel; any process may send to our port. */
  public boolean fromKernel() {
    var bytes = header.bytes();
    return bytes.getInt(at + NAME_LENGTH) >= 8 && name.bytes().getInt(4) == 0;
  }

  /** The sender's sockaddr. */
  ByteBuffer name() {
    return name.bytes();
  }

  /** The control messages. */
  ByteBuffer control() {
    return control.bytes();
  }

  /**
   * The offset of the data of the control message with that level and type; -1 when there is none.
   */
  int findControl(int level, int type) {
    var bytes = control.bytes();
    long end = Math.min(header.bytes().getLong(at + CONTROL_LENGTH), CONTROL_SIZE);
    int next = 0;
    while (next + CMSG_DATA <= end) {
      long length = bytes.getLong(next);
      if (length < CMSG_DATA || next + length > end) {
        return -1;
      }
      if (bytes.getInt(next + CMSG_LEVEL) == level && bytes.getInt(next + CMSG_TYPE) == type) {
        return next + CMSG_DATA;
      }
      next += (int) ((length + 7) & ~7L);
    }
    return -1;
  }
}
