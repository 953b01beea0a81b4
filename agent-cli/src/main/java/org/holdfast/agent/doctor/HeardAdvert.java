package org.holdfast.agent.doctor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * A received advert; only its length was checked (RFC 9568 section 5.1).
 *
 * @param link the link on which it arrived
 * @param version 2 or 3
 */
public record HeardAdvert(
    String link, IpAddress source, int version, int vrid, int priority, List<IpAddress> addresses) {

  private static final int HEADER_BYTES = 8;
  private static final int ADVERTISEMENT = 1;

  public HeardAdvert {
    addresses = List.copyOf(addresses);
  }

  /**
   * Parses a message at the buffer's position, which does not change; returns empty if the message
   * is not an advert.
   */
  public static Optional<HeardAdvert> parse(String link, IpAddress source, ByteBuffer message) {
    int at = message.position();
    if (message.remaining() < HEADER_BYTES || (message.get(at) & 0xf) != ADVERTISEMENT) {
      return Optional.empty();
    }
    var family = source.family();
    int count = message.get(at + 3) & 0xff;
    if (message.remaining() < HEADER_BYTES + count * family.bytes()) {
      return Optional.empty();
    }
    return Optional.of(
        new HeardAdvert(
            link,
            source,
            (message.get(at) & 0xff) >>> 4,
            message.get(at + 1) & 0xff,
            message.get(at + 2) & 0xff,
            addresses(message, at + HEADER_BYTES, count, family)));
  }

  private static List<IpAddress> addresses(ByteBuffer from, int at, int count, Family family) {
    var addresses = new ArrayList<IpAddress>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(IpAddress.read(family, from, at + i * family.bytes()));
    }
    return addresses;
  }
}
