package org.holdfast.vrrp.packet;

import static org.holdfast.vrrp.packet.MessageFields.ADDRESSES;
import static org.holdfast.vrrp.packet.MessageFields.AUTH_TYPE;
import static org.holdfast.vrrp.packet.MessageFields.COUNT;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_CENTISECONDS;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_SECONDS;
import static org.holdfast.vrrp.packet.MessageFields.PRIORITY;
import static org.holdfast.vrrp.packet.MessageFields.VERSION_AND_TYPE;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;

/**
 * The claims of an advert about its sender, whether the advert is accepted or not: a rejected
 * advert shows an operator how the other router is configured. Neither checksum nor authentication
 * has been verified.
 *
 * @param priority 0 to 255
 * @param intervalNanos 0 to 255 s in version 2, 0 to 40.95 s in version 3
 * @param means the kind of authentication that the advert carries
 */
public record Claim(
    VrrpVersion version, int priority, long intervalNanos, AddressList addresses, Means means) {

  /** How adverts are authenticated. */
  public enum Means {
    NONE("none"),
    PASS("pass"),
    AH("ah"),
    HMAC("hmac");

    private final String word;

    Means(String word) {
      this.word = word;
    }

    /** The word that the configuration uses. */
    public String word() {
      return word;
    }
  }

  /** The claim of an accepted advert, which is authenticated in the same way as ours. */
  public static Claim of(Advertisement advert, Means means) {
    return new Claim(
        advert.version(), advert.priority(), advert.intervalNanos(), advert.addresses(), means);
  }

  /**
   * Reads a packet as a receive socket delivers it: from the IPv4 header on for IPv4, from the
   * message on for IPv6. Never throws; the buffer's position does not change.
   *
   * @return empty when the packet is not a complete advert of version 2 or 3
   */
  public static Optional<Claim> read(ByteBuffer packet, Family family) {
    var received = new ReceivedPacket(family);
    var defect =
        family == Family.IPV4
            ? received.takeV4(packet)
            : received.takeV6(packet, IpAddress.ANY_V6, IpAddress.ANY_V6, Transport.HIGHEST_TTL);
    int beyond = defect == null ? received.measure() : -1;
    boolean signed = beyond == HmacProof.BYTES;
    boolean whole = beyond == 0 || signed || (beyond > 0 && received.isPadded());
    if (!whole || (received.u8(VERSION_AND_TYPE) & 0xf) != Advertisement.TYPE) {
      return Optional.empty();
    }
    return switch (received.version()) {
      case 2 -> version2(received, family, signed);
      case 3 -> Optional.of(version3(received, family, signed));
      default -> Optional.empty();
    };
  }

  private static Optional<Claim> version2(ReceivedPacket packet, Family family, boolean signed) {
    int type = packet.u8(AUTH_TYPE);
    if (family == Family.IPV6 || type > MessageFields.AUTH_TYPE_AH) {
      return Optional.empty();
    }
    var means =
        switch (type) {
          case 1 -> Means.PASS;
          case 2 -> Means.AH;
          default -> Means.NONE;
        };
    int seconds = packet.u8(INTERVAL_SECONDS);
    return Optional.of(claim(packet, family, VrrpVersion.V2, seconds, signed ? Means.HMAC : means));
  }

  private static Claim version3(ReceivedPacket packet, Family family, boolean signed) {
    int centiseconds = packet.u16(INTERVAL_CENTISECONDS) & 0xfff;
    return claim(packet, family, VrrpVersion.V3, centiseconds, signed ? Means.HMAC : Means.NONE);
  }

  private static Claim claim(
      ReceivedPacket packet, Family family, VrrpVersion version, int wireInterval, Means means) {
    return new Claim(
        version,
        packet.u8(PRIORITY),
        Advertisement.intervalNanos(version, wireInterval),
        AddressList.read(family, packet.bytes(), packet.message() + ADDRESSES, packet.u8(COUNT)),
        means);
  }
}
