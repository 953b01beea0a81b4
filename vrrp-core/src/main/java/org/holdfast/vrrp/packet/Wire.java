package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;

/**
 * Reads and writes unsigned fields in network order at absolute offsets, regardless of the buffer's
 * own order.
 */
final class Wire {

  /** IP's protocol number of VRRP (RFC 9568 section 5.1.1.4). */
  static final int VRRP = 112;

  /** IP's protocol number of the authentication header (RFC 2402). */
  static final int AH = 51;

  private Wire() {}

  static int u8(ByteBuffer from, int at) {
    return from.get(at) & 0xff;
  }

  static int u16(ByteBuffer from, int at) {
    return (u8(from, at) << 8) | u8(from, at + 1);
  }

  static int i32(ByteBuffer from, int at) {
    return (u16(from, at) << 16) | u16(from, at + 2);
  }

  static void putU8(ByteBuffer to, int at, int value) {
    to.put(at, (byte) value);
  }

  static void putU16(ByteBuffer to, int at, int value) {
    putU8(to, at, value >>> 8);
    putU8(to, at + 1, value);
  }

  static void putI32(ByteBuffer to, int at, int value) {
    putU16(to, at, value >>> 16);
    putU16(to, at + 2, value);
  }

  /** Appends the value; the other methods do not change the buffer's position. */
  static void appendU16(ByteBuffer to, int value) {
    to.put((byte) (value >>> 8)).put((byte) value);
  }
}
