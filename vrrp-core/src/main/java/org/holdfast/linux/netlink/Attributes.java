package org.holdfast.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A sequence of netlink attributes, read in place. Reading is total: an attribute that is missing,
 * has the wrong length or is cut off reads as absent, and so do all attributes after a malformed
 * one.
 *
 * <p>This is a view of its buffer: read it before the buffer is used again.
 */
public final class Attributes {

  private static final int HEADER_SIZE = 4;
  private static final int TYPE_MASK =
      0x3fff; // the two bits above are flags for nesting and byte order
  private static final Attributes NONE = new Attributes(ByteBuffer.allocate(0), 0, 0);

  private final ByteBuffer from;
  private final int start;
  private final int end;

  private Attributes(ByteBuffer from, int start, int end) {
    this.from = from;
    this.start = start;
    this.end = end;
  }

  /**
   * Returns the attributes in {@code from}, from byte {@code at} to its limit; none if {@code at}
   * is beyond the limit.
   */
  public static Attributes of(ByteBuffer from, int at) {
    return at >= from.limit()
        ? NONE
        : new Attributes(
            from.duplicate().order(ByteOrder.nativeOrder()), Math.max(0, at), from.limit());
  }

  /** Receives attributes one by one. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Receives one attribute and its content as nested attributes; {@link Attributes#value} gives
     * the bytes.
     */
    void attribute(int type, Attributes content);
  }

  /** Passes all well-formed attributes to {@code visitor}, in order. */
  public void forEach(Visitor visitor) {
    for (int at = start; isWhole(at); at = next(at)) {
      visitor.attribute(type(at), content(at));
    }
  }

  /** Whether an attribute of that type is present. */
  public boolean has(int type) {
    return find(type) >= 0;
  }

  /** Returns 8 unsigned bits. */
  public int u8(int type, int otherwise) {
    int at = find(type, 1);
    return at < 0 ? otherwise : from.get(at) & 0xff;
  }

  /** Returns 16 unsigned bits in native order. */
  public int u16(int type, int otherwise) {
    int at = find(type, 2);
    return at < 0 ? otherwise : from.getShort(at) & 0xffff;
  }

  /** Returns 16 unsigned bits in network order: a port. */
  public int port(int type, int otherwise) {
    int at = find(type, 2);
    return at < 0 ? otherwise : ((from.get(at) & 0xff) << 8) | (from.get(at + 1) & 0xff);
  }

  /** Returns 32 bits in native order. */
  public int u32(int type, int otherwise) {
    int at = find(type, 4);
    return at < 0 ? otherwise : from.getInt(at);
  }

  /** Returns 64 bits in native order. */
  public long u64(int type, long otherwise) {
    int at = find(type, 8);
    return at < 0 ? otherwise : from.getLong(at);
  }

  /** Returns an address of that family. */
  public Optional<IpAddress> address(int type, Family family) {
    int at = find(type, family.bytes());
    return at < 0 ? Optional.empty() : Optional.of(IpAddress.read(family, from, at));
  }

  /** Returns a string, up to its terminating zero or to the attribute's end. */
  public Optional<String> text(int type) {
    int at = find(type);
    if (at < 0) {
      return Optional.empty();
    }
    var bytes = content(at).value();
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
  }

  /** Returns a copy of the bytes of an attribute. */
  public Optional<byte[]> bytes(int type) {
    int at = find(type);
    return at < 0 ? Optional.empty() : Optional.of(content(at).value());
  }

  /** Returns a struct: a view of an attribute's bytes, from 0 to its limit, in native order. */
  public Optional<ByteBuffer> struct(int type) {
    int at = find(type);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            from.slice(at + HEADER_SIZE, length(at) - HEADER_SIZE).order(ByteOrder.nativeOrder()));
  }

  /** Returns the attributes nested in an attribute; none when it is absent. */
  public Attributes nested(int type) {
    int at = find(type);
    return at < 0 ? NONE : content(at);
  }

  /** Returns a copy of all bytes of this sequence. */
  public byte[] value() {
    var bytes = new byte[end - start];
    from.get(start, bytes);
    return bytes;
  }

  private int find(int type, int valueLength) {
    int at = find(type);
    return at >= 0 && length(at) == HEADER_SIZE + valueLength ? at + HEADER_SIZE : -1;
  }

  private int find(int type) {
    for (int at = start; isWhole(at); at = next(at)) {
      if (type(at) == type) {
        return at;
      }
    }
    return -1;
  }

  private boolean isWhole(int at) {
    return end - at >= HEADER_SIZE && length(at) >= HEADER_SIZE && length(at) <= end - at;
  }

  private int next(int at) {
    return at + ((length(at) + 3) & ~3);
  }

  private int length(int at) {
    return from.getShort(at) & 0xffff;
  }

  private int type(int at) {
    return from.getShort(at + 2) & TYPE_MASK;
  }

  private Attributes content(int at) {
    return new Attributes(from, at + HEADER_SIZE, at + length(at));
  }
}
