package org.holdfast.health.ping;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * Echo messages of ICMP (RFC 792) and ICMPv6 (RFC 4443 section 4), as raw sockets see them: IPv4
 * with its header, IPv6 without. PURE.
 *
 * <pre>
 *  type | code | checksum | identifier | sequence | cookie (8) | filling
 * </pre>
 *
 * <p>Identifier and sequence together are a {@code key}, which identifies the run; the cookie shows
 * that the sender of an answer has seen the request. Buffers are big-endian.
 */
final class EchoMessage {

  /** The bytes after the header of 8 bytes, as in keepalived. */
  static final int PAYLOAD = 128;

  static final int SIZE = 8 + PAYLOAD;

  private static final int REQUEST_V4 = 8;
  private static final int REQUEST_V6 = 128;
  private static final int REPLY_V4 = 0;
  private static final int REPLY_V6 = 129;
  private static final int UNREACHABLE_V4 = 3;
  private static final int UNREACHABLE_V6 = 1;
  private static final int ICMPV6 = 58;
  private static final int ICMP = 1;
  private static final int IPV6_HEADER = 40;

  private EchoMessage() {}

  /** The interpretation of a packet. */
  sealed interface Parsed {
    /** An answer to the request with that key and cookie. */
    record Reply(int key, long cookie) implements Parsed {}

    /**
     * A router, or our own kernel, could not deliver the request with that key to {@code target}.
     */
    record Unreachable(int key, IpAddress target, int code) implements Parsed {}

    /** A packet that is irrelevant to us. */
    record Ignored(Defect why) implements Parsed {}
  }

  /** Why a packet is irrelevant to us. */
  enum Defect {
    TRUNCATED,
    CHECKSUM,
    /** Neither an echo reply nor a destination unreachable message. */
    TYPE,
    /** A destination unreachable message about something other than an echo request. */
    ABOUT_SOMETHING_ELSE
  }

  /** Writes a request into the first {@link #SIZE} bytes. The kernel fills in ICMPv6's checksum. */
  static void writeRequest(ByteBuffer to, Family family, int key, long cookie) {
    boolean v4 = family == Family.IPV4;
    to.putInt(0, (v4 ? REQUEST_V4 : REQUEST_V6) << 24).putInt(4, key).putLong(8, cookie);
    for (int i = 16; i < SIZE; i++) {
      to.put(i, (byte) i);
    }
    if (v4) {
      to.putShort(2, (short) ~sum(to, 0, SIZE));
    }
  }

  /** Reads the bytes between 0 and the limit. Never throws. */
  static Parsed parse(ByteBuffer packet, Family family) {
    int at = family == Family.IPV4 ? ipv4HeaderLength(packet, 0) : 0;
    if (at < 0 || packet.limit() - at < 8) {
      return new Parsed.Ignored(Defect.TRUNCATED);
    }
    // The kernel has checked an ICMPv6 checksum; raw ICMP sockets also receive packets with a wrong
    // one.
    if (family == Family.IPV4 && sum(packet, at, packet.limit()) != 0xffff) {
      return new Parsed.Ignored(Defect.CHECKSUM);
    }
    int type = packet.get(at) & 0xff;
    if (type == (family == Family.IPV4 ? REPLY_V4 : REPLY_V6)) {
      return packet.limit() - at < 16
          ? new Parsed.Ignored(Defect.TRUNCATED)
          : new Parsed.Reply(packet.getInt(at + 4), packet.getLong(at + 8));
    }
    return type == (family == Family.IPV4 ? UNREACHABLE_V4 : UNREACHABLE_V6)
        ? unreachable(packet, family, packet.get(at + 1) & 0xff, at + 8)
        : new Parsed.Ignored(Defect.TYPE);
  }

  /** Reads the quoted undeliverable packet, which starts at {@code at} with its IP header. */
  private static Parsed unreachable(ByteBuffer packet, Family family, int code, int at) {
    boolean v4 = family == Family.IPV4;
    int header = v4 ? ipv4HeaderLength(packet, at) : at + IPV6_HEADER;
    if (header < 0 || packet.limit() - header < 8) {
      return new Parsed.Ignored(Defect.TRUNCATED);
    }
    int protocol = packet.get(at + (v4 ? 9 : 6)) & 0xff;
    int type = packet.get(header) & 0xff;
    if (protocol != (v4 ? ICMP : ICMPV6) || type != (v4 ? REQUEST_V4 : REQUEST_V6)) {
      return new Parsed.Ignored(Defect.ABOUT_SOMETHING_ELSE);
    }
    var target = IpAddress.read(family, packet, at + (v4 ? 16 : 24));
    return new Parsed.Unreachable(packet.getInt(header + 4), target, code);
  }

  /** The end of the IPv4 header at {@code at}; -1 when it is incomplete. */
  private static int ipv4HeaderLength(ByteBuffer packet, int at) {
    if (packet.limit() - at < 20) {
      return -1;
    }
    int length = (packet.get(at) & 0xf) * 4;
    return length < 20 || packet.limit() - at < length ? -1 : at + length;
  }

  /** The sum of the Internet checksum (RFC 1071): 0xffff over bytes with a correct checksum. */
  private static int sum(ByteBuffer packet, int from, int to) {
    int sum = 0;
    for (int i = from; i + 1 < to; i += 2) {
      sum += packet.getShort(i) & 0xffff;
    }
    if ((to - from) % 2 != 0) {
      sum += (packet.get(to - 1) & 0xff) << 8;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return (sum & 0xffff) + (sum >>> 16);
  }
}
