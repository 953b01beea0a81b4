package org.holdfast.vrrp.packet;

import org.holdfast.net.Family;
import org.holdfast.vrrp.VrrpVersion;

/**
 * The contents of an advert. Version 2 (RFC 3768 section 5.1) and version 3 (RFC 9568 section 5.2)
 * differ in one word:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+---------------+---------------+
 * |version| type 1|     vrid      |   priority    |     count     |
 * +-------+-------+---------------+---------------+---------------+
 * |   auth type   |  interval, s  |           checksum            |  version 2
 * +-------+-------+---------------+---------------+---------------+
 * |   0   | interval, centiseconds|           checksum            |  version 3
 * +-------+-----------------------+---------------+---------------+
 * |                   count x 4 or 16 bytes                       |
 * +---------------------------------------------------------------+
 * |              8 bytes of authentication data                   |  version 2 only
 * +---------------------------------------------------------------+
 * |   28 bytes of keepalived's HMAC trailer, see HmacProof        |  where configured
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param vrid 1 to 255
 * @param priority 0 (the master resigns) to 255 (the owner of the addresses)
 * @param intervalNanos the time between two adverts, in nanoseconds: whole seconds from 1 to 255 in
 *     version 2, whole centiseconds from 1 to 4095 in version 3 (never 0: RFC 9568, erratum 8301)
 * @param addresses only IPv4 in version 2
 */
public record Advertisement(
    VrrpVersion version, int vrid, int priority, long intervalNanos, AddressList addresses) {

  /** The number of bytes before the addresses, in either version. */
  static final int HEADER_BYTES = 8;

  /** The number of bytes after the addresses in version 2. */
  static final int AUTH_DATA_BYTES = 8;

  /** The only message type that exists. */
  static final int TYPE = 1;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long CENTISECOND_NANOS = 10_000_000;

  public Advertisement {
    requireOctet("vrid", vrid, 1);
    requireOctet("priority", priority, 0);
    long unit = unitNanos(version);
    int most = mostUnits(version);
    if (intervalNanos < unit || intervalNanos > most * unit || intervalNanos % unit != 0) {
      throw new IllegalArgumentException(
          "interval in nanoseconds: %d (expected: 1 to %d times %d)"
              .formatted(intervalNanos, most, unit));
    }
    if (version == VrrpVersion.V2 && addresses.family() == Family.IPV6) {
      throw new IllegalArgumentException("addresses: IPv6 (expected: IPv4 in version 2)");
    }
  }

  private static void requireOctet(String what, int value, int least) {
    if (value < least || value > 255) {
      throw new IllegalArgumentException(what + ": " + value + " (expected: " + least + "..255)");
    }
  }

  public Family family() {
    return addresses.family();
  }

  /** The value of the interval field: seconds in version 2, centiseconds in version 3. */
  int wireInterval() {
    return (int) (intervalNanos / unitNanos(version));
  }

  /** Converts a value of the interval field to nanoseconds. */
  static long intervalNanos(VrrpVersion version, int wireInterval) {
    return wireInterval * unitNanos(version);
  }

  private static long unitNanos(VrrpVersion version) {
    return switch (version) {
      case V2 -> SECOND_NANOS;
      case V3 -> CENTISECOND_NANOS;
    };
  }

  private static int mostUnits(VrrpVersion version) {
    return switch (version) {
      case V2 -> 255;
      case V3 -> 4095;
    };
  }

  /** The length of the message in bytes, without any trailer. */
  static int messageBytes(VrrpVersion version, Family family, int count) {
    int bytes = HEADER_BYTES + (count * family.bytes());
    return version == VrrpVersion.V2 ? bytes + AUTH_DATA_BYTES : bytes;
  }
}
