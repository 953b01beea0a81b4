package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.IpAddress;

/**
 * The Internet checksum (RFC 1071), built from partial sums that may be added to each other. A
 * partial sum is that of 16-bit words, not yet folded; a long has room for any packet's.
 */
final class InternetChecksum {

  private InternetChecksum() {}

  /**
   * The partial sum of the bytes in {@code [from, to)}; an odd last byte counts as its high one.
   */
  static long sum(ByteBuffer bytes, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += Wire.u16(bytes, at);
    }
    return at < to ? sum + (Wire.u8(bytes, at) << 8) : sum;
  }

  /**
   * The partial sum of a pseudo header: IPv4's (RFC 793) or IPv6's (RFC 8200 section 8.1). In
   * either the length is a number of 32 bits in network order.
   */
  static long pseudoHeader(IpAddress source, IpAddress destination, int protocol, int length) {
    return sum(source) + sum(destination) + protocol + sum(length);
  }

  /** The partial sum of an address. */
  static long sum(IpAddress address) {
    return sum(address.high()) + sum(address.low());
  }

  private static long sum(long words) {
    return (words >>> 48)
        + ((words >>> 32) & 0xffff)
        + ((words >>> 16) & 0xffff)
        + (words & 0xffff);
  }

  /** What to write into a checksum field that was zero when the sum was taken. */
  static int of(long sum) {
    return ~folded(sum) & 0xffff;
  }

  /** Whether a sum that took in the checksum field itself proves the bytes unharmed. */
  static boolean isRight(long sum) {
    return folded(sum) == 0xffff;
  }

  private static int folded(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
