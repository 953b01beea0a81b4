package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.IpAddress;

/**
 * The IPv4 header (RFC 791 section 3.1), as keepalived builds it for its adverts.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |   4   |  IHL  |   TOS 0xC0    |         total length          |
 * +-------+-------+---------------+-------------------------------+
 * |       identification          |      flags and fragment: 0    |
 * +---------------+---------------+-------------------------------+
 * |      TTL      |   112 or 51   |           checksum            |
 * +---------------+---------------+-------------------------------+
 * |                            source                             |
 * +---------------------------------------------------------------+
 * |                          destination                          |
 * +---------------------------------------------------------------+
 * </pre>
 */
final class Ipv4Header {

  /** The length of a header without options; our own never have any. */
  static final int BYTES = 20;

  /** The length of a header with as many options as fit. */
  static final int MOST_BYTES = 60;

  static final int TOS = 1;
  static final int TOTAL_LENGTH = 2;
  static final int IDENTIFICATION = 4;
  static final int FRAGMENT = 6;
  static final int TTL = 8;
  static final int PROTOCOL = 9;
  static final int CHECKSUM = 10;
  static final int SOURCE = 12;
  static final int DESTINATION = 16;

  private static final int INTERNETWORK_CONTROL = 0xc0;

  private Ipv4Header() {}

  /**
   * The length in bytes of the header at {@code at}; less than 20 when there is no valid header.
   */
  static int bytes(ByteBuffer packet, int at) {
    int first = Wire.u8(packet, at);
    return first >>> 4 == 4 ? (first & 0xf) * 4 : 0;
  }

  /** The partial sum of both addresses, for a pseudo header. */
  static long sumOfAddresses(ByteBuffer packet, int at) {
    return InternetChecksum.sum(packet, at + SOURCE, at + DESTINATION + 4);
  }

  /** Writes a header at 0, without identification, destination and checksum. */
  static void write(ByteBuffer to, int totalLength, int ttl, int protocol, IpAddress source) {
    Wire.putU8(to, 0, (4 << 4) | (BYTES / 4));
    Wire.putU8(to, TOS, INTERNETWORK_CONTROL);
    Wire.putU16(to, TOTAL_LENGTH, totalLength);
    Wire.putU8(to, TTL, ttl);
    Wire.putU8(to, PROTOCOL, protocol);
    Wire.putI32(to, SOURCE, (int) source.low());
  }

  /** Writes the destination and the checksum of the header at 0. */
  static void address(ByteBuffer to, IpAddress destination) {
    Wire.putI32(to, DESTINATION, (int) destination.low());
    Wire.putU16(to, CHECKSUM, 0);
    Wire.putU16(to, CHECKSUM, InternetChecksum.of(InternetChecksum.sum(to, 0, BYTES)));
  }
}
