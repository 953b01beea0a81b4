package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.IpAddress;

/**
 * The Internet checksum (RFC 1071), built from partial sums that can be added. A partial sum is an
 * unfolded sum of 16-bit words; a long has room for any packet's.
 */
final class InternetChecksum {

  private InternetChecksum() {}

  /** The partial sum of the bytes in {@code [from, to)}; an odd last byte counts as a high byte. */
  static long sum(ByteBuffer bytes, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += Wire.u16(bytes, at);
    }
    return at < to ? sum + (Wire.u8(bytes, at) << 8) : sum;
  }

  /**
   * The partial sum of a pseudo header: IPv4's (RFC 793) or IPv6's (RFC 8200 section 8.1). In both,
   * the length is a 32-bit number in network order.
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

  /** The value for a checksum field that was zero when the sum was taken. */
  static int of(long sum) {
    return ~folded(sum) & 0xffff;
  }

  /** Whether a sum that includes the checksum field shows that the bytes are intact. */
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
