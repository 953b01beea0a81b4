package org.holdfast.linux.netlink;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.holdfast.net.IpAddress;

/**
 * Appends netlink messages to a buffer: header, fixed part field by field, attributes.
 *
 * <p>Every method throws {@link BufferOverflowException} when the buffer is full.
 */
public final class MessageWriter {

  static final int HEADER_SIZE = 16;

  private static final int ATTRIBUTE_HEADER_SIZE = 4;

  private static final int FLAGS_AT = 6;
  private static final int NESTED = 0x8000;

  private final ByteBuffer to;

  /**
   * Creates a writer that appends to {@code to} at its position; sets its order to the native one.
   */
  public MessageWriter(ByteBuffer to) {
    this.to = to.order(ByteOrder.nativeOrder());
  }

  /** Writes one complete message; a message that does not fit leaves the position unchanged. */
  void message(int type, int flags, int sequence, Consumer<MessageWriter> body) {
    int start = to.position();
    try {
      // struct nlmsghdr: len u32, type u16, flags u16, sequence u32, port u32 (0: the kernel fills
      // it in)
      to.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
      body.accept(this);
      to.putInt(start, to.position() - start);
      pad();
    } catch (BufferOverflowException e) {
      to.position(start);
      throw e;
    }
  }

  /** Adds flags to those of the message that starts at {@code at}. */
  static void addFlags(ByteBuffer messages, int at, int flags) {
    messages.putShort(at + FLAGS_AT, (short) (messages.getShort(at + FLAGS_AT) | flags));
  }

  /** Appends 8 bits, without padding. */
  public MessageWriter u8(int value) {
    to.put((byte) value);
    return this;
  }

  /** Appends 16 bits in native order, without padding. */
  public MessageWriter u16(int value) {
    to.putShort((short) value);
    return this;
  }

  /** Appends 32 bits in native order, without padding. */
  public MessageWriter u32(int value) {
    to.putInt(value);
    return this;
  }

  /** Appends an attribute of 8 bits. */
  public MessageWriter u8(int type, int value) {
    return header(type, 1).u8(value).pad();
  }

  /** Appends an attribute of 16 bits in native order. */
  public MessageWriter u16(int type, int value) {
    return header(type, 2).u16(value).pad();
  }

  /** Appends an attribute of 16 bits in network order: a port. */
  public MessageWriter port(int type, int value) {
    return header(type, 2).u8(value >>> 8).u8(value).pad();
  }

  /** Appends an attribute of 32 bits in native order. */
  public MessageWriter u32(int type, int value) {
    return header(type, 4).u32(value);
  }

  /** Appends an attribute of 32 bits in network order. */
  public MessageWriter networkU32(int type, int value) {
    return header(type, 4).u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
  }

  /** Appends an attribute that holds an address. */
  public MessageWriter address(int type, IpAddress value) {
    value.write(header(type, value.family().bytes()).to);
    return this;
  }

  /** Appends an attribute that holds a string and its terminating zero. */
  public MessageWriter text(int type, String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    return attribute(type, w -> w.to.put(bytes).put((byte) 0));
  }

  /** Appends an attribute whose bytes are already in the right order. */
  public MessageWriter bytes(int type, byte[] value) {
    return attribute(type, w -> w.to.put(value));
  }

  /** Appends an attribute that holds nested attributes. */
  public MessageWriter nested(int type, Consumer<MessageWriter> attributes) {
    return attribute(type | NESTED, attributes);
  }

  /** Appends an attribute that holds a struct, which {@code fields} writes. */
  public MessageWriter struct(int type, Consumer<MessageWriter> fields) {
    return attribute(type, fields);
  }

  /** Appends a record that begins with its own length in 16 bits, as struct rtnexthop does. */
  public MessageWriter counted(Consumer<MessageWriter> rest) {
    int start = to.position();
    to.putShort((short) 0);
    rest.accept(this);
    to.putShort(start, (short) (to.position() - start));
    pad();
    return this;
  }

  /** Begins an attribute of that many bytes, which must follow, with their padding. */
  private MessageWriter header(int type, int bytes) {
    // struct nlattr: len u16, type u16; the next one starts 4-aligned
    to.putShort((short) (ATTRIBUTE_HEADER_SIZE + bytes)).putShort((short) type);
    return this;
  }

  private MessageWriter attribute(int type, Consumer<MessageWriter> value) {
    int start = to.position();
    header(type, 0);
    value.accept(this);
    int length = to.position() - start;
    if (length > 0xffff) {
      throw new IllegalArgumentException(
          "netlink attribute " + type + ": " + length + " bytes (expected: 65535 or fewer)");
    }
    to.putShort(start, (short) length);
    return pad();
  }

  private MessageWriter pad() {
    while ((to.position() & 3) != 0) {
      to.put((byte) 0);
    }
    return this;
  }
}
