package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The last advert that a parser has accepted. A master repeats its advert byte for byte, except for
 * the identification and the checksum of an IPv4 header. Without authentication, the result of
 * parsing depends on the bytes alone, so a repeated packet has the same result. Comparing it costs
 * a fraction of parsing it, above all when a thousand instances take turns in the processor's
 * cache.
 */
final class RepeatedAdvert {

  private static final int WORD = Integer.BYTES;

  /** Identification, flags and fragment offset, which a parser does not read. */
  private static final int UNREAD_WORD = Ipv4Header.IDENTIFICATION;

  private static final int TTL_WORD = Ipv4Header.TTL;

  private int[] words = {};
  private int ttlAndProtocol;
  private @Nullable IpAddress source;
  private @Nullable IpAddress destination;
  private Parsed.@Nullable Accepted accepted;

  /** Returns the result for the remembered IPv4 packet if this is the same one; otherwise null. */
  Parsed.@Nullable Accepted ifSameV4(ByteBuffer packet) {
    int start = packet.position();
    return accepted != null
            && packet.remaining() == words.length * WORD
            && packet.getInt(start) == words[0]
            && ttlAndProtocol(packet, start) == ttlAndProtocol
            && hasWords(packet, start, TTL_WORD / WORD + 1)
        ? accepted
        : null;
  }

  /** Like {@link #ifSameV4} for the message of an IPv6 packet and the facts from its IP header. */
  Parsed.@Nullable Accepted ifSameV6(
      ByteBuffer message, IpAddress from, IpAddress to, int hopLimit) {
    return accepted != null
            && message.remaining() == words.length * WORD
            && hopLimit == ttlAndProtocol
            && from.equals(source)
            && to.equals(destination)
            && hasWords(message, message.position(), 0)
        ? accepted
        : null;
  }

  private boolean hasWords(ByteBuffer packet, int start, int first) {
    for (int i = first; i < words.length; i++) {
      if (packet.getInt(start + i * WORD) != words[i]) {
        return false;
      }
    }
    return true;
  }

  /** Remembers an accepted IPv4 packet. One with an incomplete last word is not remembered. */
  void rememberV4(ByteBuffer packet, Parsed.Accepted result) {
    if (remember(packet, result)) {
      words[UNREAD_WORD / WORD] = 0;
      words[TTL_WORD / WORD] = 0;
      ttlAndProtocol = ttlAndProtocol(packet, packet.position());
    }
  }

  /** Like {@link #rememberV4} for an IPv6 packet. */
  void rememberV6(
      ByteBuffer message, IpAddress from, IpAddress to, int hopLimit, Parsed.Accepted result) {
    if (remember(message, result)) {
      source = from;
      destination = to;
      ttlAndProtocol = hopLimit;
    }
  }

  private boolean remember(ByteBuffer packet, Parsed.Accepted result) {
    int length = packet.remaining();
    if (length % WORD != 0) {
      return false;
    }
    if (words.length != length / WORD) {
      words = new int[length / WORD];
    }
    for (int i = 0; i < words.length; i++) {
      words[i] = packet.getInt(packet.position() + i * WORD);
    }
    accepted = result;
    return true;
  }

  private static int ttlAndProtocol(ByteBuffer packet, int start) {
    return Wire.u16(packet, start + Ipv4Header.TTL);
  }
}
