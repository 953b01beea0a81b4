package org.holdfast.net;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address, held in two longs so that comparing and hashing cost nothing.
 *
 * <p>An IPv4 address is held in the low 32 bits of {@code low}, with {@code high} zero. Ordered as
 * VRRP orders equal priorities: as unsigned numbers in network order (RFC 9568 section 6.4.3); IPv4
 * before IPv6.
 */
public record IpAddress(Family family, long high, long low) implements Comparable<IpAddress> {

  /** 0.0.0.0. */
  public static final IpAddress ANY_V4 = v4(0);

  /** {@code ::}. */
  public static final IpAddress ANY_V6 = v6(0, 0);

  public IpAddress {
    if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /** The IPv4 address whose 32 bits are {@code bits}, first octet highest. */
  public static IpAddress v4(int bits) {
    return new IpAddress(Family.IPV4, 0, bits & 0xffff_ffffL);
  }

  /** The IPv6 address whose first 64 bits are {@code high} and whose last are {@code low}. */
  public static IpAddress v6(long high, long low) {
    return new IpAddress(Family.IPV6, high, low);
  }

  /**
   * Reads a literal, strictly: four decimal octets without leading zeros, or an IPv6 literal
   * without brackets and without a zone.
   *
   * @throws IllegalArgumentException when {@code text} is not such a literal; the message quotes it
   */
  public static IpAddress of(String text) {
    return parse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("\"" + text + "\" is not an IPv4 or IPv6 address"));
  }

  /** Like {@link #of}, but returns an empty result instead of throwing. */
  public static Optional<IpAddress> parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  // java.net accepts "10.1" and "0x0a.1" as addresses; an operator who writes those meant something
  // else.
  private static Optional<IpAddress> parseV4(String text) {
    int bits = 0;
    int octets = 0;
    int octet = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char next = i < text.length() ? text.charAt(i) : '.';
      if (next == '.' && digits > 0 && octets < 4) {
        bits = (bits << 8) | octet;
        octets++;
        octet = 0;
        digits = 0;
      } else if (next >= '0' && next <= '9' && (digits == 0 || octet > 0)) {
        octet = 10 * octet + next - '0';
        digits++;
        if (octet > 255) {
          return Optional.empty();
        }
      } else {
        return Optional.empty();
      }
    }
    return octets == 4 ? Optional.of(v4(bits)) : Optional.empty();
  }

  private static Optional<IpAddress> parseV6(String text) {
    if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return Optional.empty();
    }
    try {
      // A literal with an embedded IPv4 address comes back as an Inet4Address, and we reject it.
      return Inet6Address.ofLiteral(text) instanceof Inet6Address v6
          ? Optional.of(read(Family.IPV6, ByteBuffer.wrap(v6.getAddress())))
          : Optional.empty();
    } catch (IllegalArgumentException notALiteral) {
      return Optional.empty();
    }
  }

  /**
   * Reads the next 4 or 16 bytes of {@code from}, in network order regardless of the buffer's
   * order.
   *
   * @throws java.nio.BufferUnderflowException when fewer bytes remain
   */
  public static IpAddress read(Family family, ByteBuffer from) {
    int at = from.position();
    from.position(at + family.bytes());
    return read(family, from, at);
  }

  /**
   * Like {@link #read(Family, ByteBuffer)}, but at byte {@code at}; the buffer's position does not
   * change.
   */
  public static IpAddress read(Family family, ByteBuffer from, int at) {
    return switch (family) {
      case IPV4 -> v4(bigEndianInt(from, at));
      case IPV6 -> v6(bigEndianLong(from, at), bigEndianLong(from, at + 8));
    };
  }

  private static int bigEndianInt(ByteBuffer from, int at) {
    int raw = from.getInt(at);
    return from.order() == ByteOrder.BIG_ENDIAN ? raw : Integer.reverseBytes(raw);
  }

  private static long bigEndianLong(ByteBuffer from, int at) {
    return ((long) bigEndianInt(from, at) << 32) | (bigEndianInt(from, at + 4) & 0xffff_ffffL);
  }

  /**
   * Appends the 4 or 16 bytes in network order, byte by byte, so that the buffer's order does not
   * matter.
   */
  public void write(ByteBuffer to) {
    for (int shift = 56; family == Family.IPV6 && shift >= 0; shift -= 8) {
      to.put((byte) (high >>> shift));
    }
    for (int shift = family == Family.IPV6 ? 56 : 24; shift >= 0; shift -= 8) {
      to.put((byte) (low >>> shift));
    }
  }

  /** The 4 or 16 bytes in network order, in a new array. */
  public byte[] toBytes() {
    var bytes = ByteBuffer.allocate(family.bytes());
    write(bytes);
    return bytes.array();
  }

  /** Whether this is 224.0.0.0/4 or ff00::/8. */
  public boolean isMulticast() {
    return family == Family.IPV4 ? low >>> 28 == 0xe : high >>> 56 == 0xff;
  }

  /** Whether this is 169.254.0.0/16 or fe80::/10. */
  public boolean isLinkLocal() {
    return family == Family.IPV4 ? low >>> 16 == 0xa9fe : high >>> 54 == 0x3fa;
  }

  /** Whether this is 127.0.0.0/8 or {@code ::1}. */
  public boolean isLoopback() {
    return family == Family.IPV4 ? low >>> 24 == 127 : high == 0 && low == 1;
  }

  /** Whether this is 0.0.0.0 or {@code ::}. */
  public boolean isAny() {
    return high == 0 && low == 0;
  }

  /**
   * Compares like the equals of a record. It is written by hand here and in other keys of large
   * maps, because the generated one is linked at run time, which would lengthen the start.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IpAddress that
        && family == that.family
        && high == that.high
        && low == that.low;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  @Override
  public int compareTo(IpAddress other) {
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The usual text: dotted quad, or RFC 5952's form of an IPv6 address. */
  @Override
  public String toString() {
    if (family == Family.IPV4) {
      return (low >>> 24)
          + "."
          + ((low >>> 16) & 255)
          + "."
          + ((low >>> 8) & 255)
          + "."
          + (low & 255);
    }
    int gapStart = -1;
    int gapLength = 1; // RFC 5952 section 4.2.2: a single zero field is not shortened
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && field(i + run) == 0) {
        run++;
      }
      if (run > gapLength) {
        gapStart = i;
        gapLength = run;
      }
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(field(i)));
      }
    }
    return text.toString();
  }

  private int field(int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> ((3 - (index & 3)) * 16)) & 0xffff;
  }
}
