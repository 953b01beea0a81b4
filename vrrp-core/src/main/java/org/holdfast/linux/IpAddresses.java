package org.holdfast.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/** Reads addresses without creating a new object for an address that is already known. */
final class IpAddresses {

  private IpAddresses() {}

  /** The address at byte {@code at}; {@code known} itself when it is equal. */
  static IpAddress reuse(IpAddress known, Family family, ByteBuffer from, int at) {
    return known.family() == family && equals(known, from, at)
        ? known
        : IpAddress.read(family, from, at);
  }

  private static boolean equals(IpAddress known, ByteBuffer from, int at) {
    return known.family() == Family.IPV4
        ? known.low() == (networkInt(from, at) & 0xffff_ffffL)
        : known.high() == networkLong(from, at) && known.low() == networkLong(from, at + 8);
  }

  private static int networkInt(ByteBuffer from, int at) {
    int raw = from.getInt(at);
    return from.order() == ByteOrder.BIG_ENDIAN ? raw : Integer.reverseBytes(raw);
  }

  private static long networkLong(ByteBuffer from, int at) {
    long raw = from.getLong(at);
    return from.order() == ByteOrder.BIG_ENDIAN ? raw : Long.reverseBytes(raw);
  }
}
