package org.holdfast.agent.dbus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.holdfast.agent.dbus.BusMessage.BrokenMessageException;

/** Reads D-Bus values; never beyond the end of the buffer. */
final class BusReader {

  private final ByteBuffer in;

  /**
   * @param in its index 0 is aligned to 8 bytes
   */
  BusReader(ByteBuffer in, int from) {
    this.in = in;
    in.position(from);
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  BusReader align(int size) throws BrokenMessageException {
    int next = (in.position() + size - 1) & -size;
    if (next > in.limit()) {
      throw cut();
    }
    in.position(next);
    return this;
  }

  int octet() throws BrokenMessageException {
    need(1);
    return in.get() & 0xff;
  }

  int uint() throws BrokenMessageException {
    align(Integer.BYTES);
    need(Integer.BYTES);
    return in.getInt();
  }

  String string() throws BrokenMessageException {
    return text(uint());
  }

  String signature() throws BrokenMessageException {
    return text(octet());
  }

  private String text(int size) throws BrokenMessageException {
    if (size < 0 || size >= in.remaining()) { // a NUL follows
      throw cut();
    }
    var bytes = new byte[size];
    in.get(bytes);
    in.get();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void need(int size) throws BrokenMessageException {
    if (in.remaining() < size) {
      throw cut();
    }
  }

  private static BrokenMessageException cut() {
    return new BrokenMessageException("a value that does not fit into its message");
  }
}
