package org.holdfast.agent.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.constants.Endian;

/**
 * Reads messages from a bus with little memory, however long they are. The library's own reader
 * takes messages of 128 MiB, which any local user may send. Confined to one thread.
 */
final class BusInput {

  /** The longest header and the longest body that are kept. Ours have some hundred bytes. */
  static final int LONGEST = 64 << 10;

  /** The longest header and the longest body that D-Bus allows. */
  private static final int LONGEST_ALLOWED = 128 << 20;

  private static final int FIXED = 12;
  private static final int ALIGNMENT = 8;

  /**
   * A message.
   *
   * @param isCut whether the body was too long and is missing
   */
  record Received(Message message, boolean isCut) {}

  private final ReadableByteChannel channel;

  BusInput(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the next message. Messages that the library cannot read are skipped.
   *
   * @throws IOException if the connection is over, or what arrived is not D-Bus
   */
  Received next() throws IOException {
    while (true) {
      var fixed = read(FIXED);
      byte order = fixed[0];
      if (order != Endian.LITTLE && order != Endian.BIG) {
        throw new IOException("the bus sent something other than a D-Bus message");
      }
      var size = read(Integer.BYTES);
      // The header is padded; its array begins after 8 bytes, as the library wants it.
      int header = length(size, 0, order);
      header += -header & (ALIGNMENT - 1);
      int body = length(fixed, Integer.BYTES, order);
      if (header > LONGEST) {
        skip(header);
        skip(body);
        continue;
      }
      var fields = new byte[ALIGNMENT + header];
      System.arraycopy(size, 0, fields, 0, size.length);
      fill(ByteBuffer.wrap(fields, ALIGNMENT, header));
      boolean isCut = body > LONGEST;
      if (isCut) {
        skip(body);
      }
      var content = isCut ? new byte[0] : read(body);
      try {
        return new Received(
            MessageFactory.createMessage(fixed[1], fixed, fields, content, List.of()), isCut);
      } catch (IOException | DBusException | RuntimeException _) {
        // An unknown type or field; the next message starts at a known place.
      }
    }
  }

  private static int length(byte[] bytes, int at, byte order) throws IOException {
    long length = Message.demarshallint(bytes, at, order, Integer.BYTES);
    if (length < 0 || length > LONGEST_ALLOWED) {
      throw new IOException("the bus sent a message that is longer than D-Bus allows");
    }
    return (int) length;
  }

  private byte[] read(int count) throws IOException {
    var bytes = new byte[count];
    fill(ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void skip(int count) throws IOException {
    var bytes = new byte[Math.min(count, LONGEST)];
    for (int left = count; left > 0; left -= bytes.length) {
      fill(ByteBuffer.wrap(bytes, 0, Math.min(left, bytes.length)));
    }
  }

  private void fill(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("the bus has closed the connection");
      }
    }
  }
}
