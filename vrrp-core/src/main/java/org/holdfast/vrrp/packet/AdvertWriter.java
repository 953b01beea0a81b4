package org.holdfast.vrrp.packet;

import static org.holdfast.vrrp.packet.MessageFields.ADDRESSES;
import static org.holdfast.vrrp.packet.MessageFields.AUTH_TYPE;
import static org.holdfast.vrrp.packet.MessageFields.CHECKSUM;
import static org.holdfast.vrrp.packet.MessageFields.COUNT;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_CENTISECONDS;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_SECONDS;
import static org.holdfast.vrrp.packet.MessageFields.PRIORITY;
import static org.holdfast.vrrp.packet.MessageFields.VERSION_AND_TYPE;
import static org.holdfast.vrrp.packet.MessageFields.VRID;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;

/**
 * Writes an instance's adverts: for IPv4 whole packets with their IP header (for IP_HDRINCL), for
 * IPv6 only the message. The packet is built once; from one advert to the next only its priority,
 * identification, authentication data and checksums change.
 *
 * <p>Call {@link #next} first, then {@link #write} once for each destination: unicast copies of one
 * advert share identification and sequence. Neither allocates, except within the digests of AH and
 * HMAC. A new source address needs a new writer with the same {@link Proof}. Confined to the
 * instance's thread.
 */
public final class AdvertWriter {

  private final AdvertTerms terms;
  private final IpAddress source;
  private final Proof proof;
  private final ByteBuffer packet;
  private final int message;
  private final int end; // end of the message, where the trailer begins
  private final int summedEnd; // over IPv6 the checksum also covers the trailer
  private long sum; // partial sum of the covered bytes, without a pseudo header
  private int identification;

  /**
   * Creates a writer.
   *
   * @param source the source address of the adverts, of the instance's family
   * @param proof made from the same terms, and shared with the instance's parser
   */
  public AdvertWriter(AdvertTerms terms, IpAddress source, Proof proof) {
    if (source.family() != terms.family()) {
      throw new IllegalArgumentException(
          "source: " + source + " (expected: " + terms.family() + ")");
    }
    this.terms = terms;
    this.source = source;
    this.proof = proof;
    var own = terms.own();
    int ah = proof instanceof AhProof ? AhProof.BYTES : 0;
    int trailer = proof instanceof HmacProof hmac && hmac.signs() ? HmacProof.BYTES : 0;
    message = own.family() == Family.IPV4 ? Ipv4Header.BYTES + ah : 0;
    end = message + Advertisement.messageBytes(own.version(), own.family(), own.addresses().size());
    packet = ByteBuffer.allocate(end + trailer);
    summedEnd = own.family() == Family.IPV6 ? packet.capacity() : end;
    if (own.family() == Family.IPV4) {
      int protocol = ah > 0 ? Wire.AH : Wire.VRRP;
      Ipv4Header.write(packet, bytes(), terms.transport().ttl(), protocol, source);
    }
    writeMessage(own);
  }

  private void writeMessage(Advertisement own) {
    Wire.putU8(
        packet, message + VERSION_AND_TYPE, (own.version().number() << 4) | Advertisement.TYPE);
    Wire.putU8(packet, message + VRID, own.vrid());
    Wire.putU8(packet, message + COUNT, own.addresses().size());
    switch (own.version()) {
      case V2 -> {
        Wire.putU8(packet, message + AUTH_TYPE, proof.authType());
        Wire.putU8(packet, message + INTERVAL_SECONDS, own.wireInterval());
      }
      case V3 -> Wire.putU16(packet, message + INTERVAL_CENTISECONDS, own.wireInterval());
    }
    own.addresses().write(packet, message + ADDRESSES);
    if (proof instanceof Proof.Password password) {
      password.write(packet, end - Advertisement.AUTH_DATA_BYTES);
    }
  }

  /** The number of bytes that each write appends. */
  public int bytes() {
    return packet.capacity();
  }

  /**
   * Begins the next advert.
   *
   * @param priority 0 to 255
   * @param epochNanos the wall clock, in nanoseconds since 1970; only the HMAC trailer uses it
   */
  public void next(int priority, long epochNanos) {
    if (priority < 0 || priority > 255) {
      throw new IllegalArgumentException("priority: " + priority + " (expected: 0..255)");
    }
    Wire.putU8(packet, message + PRIORITY, priority);
    Wire.putU16(packet, message + CHECKSUM, 0);
    if (terms.family() == Family.IPV4) {
      identification = identification == 0xffff ? 1 : identification + 1;
      Wire.putU16(packet, Ipv4Header.IDENTIFICATION, identification);
    }
    if (proof instanceof AhProof ah) {
      AhProof.write(packet, ah.nextSequence());
    } else if (proof instanceof HmacProof hmac && hmac.signs()) {
      hmac.sign(packet, message, end, source, epochNanos);
    }
    sum = InternetChecksum.sum(packet, message, summedEnd);
  }

  /** Appends the advert's copy for one destination. */
  public void write(IpAddress destination, ByteBuffer to) {
    if (destination.family() != terms.family()) {
      throw new IllegalArgumentException(
          "destination: " + destination + " (expected: " + terms.family() + ")");
    }
    Wire.putU16(packet, message + CHECKSUM, InternetChecksum.of(sum + pseudoHeader(destination)));
    if (terms.family() == Family.IPV4) {
      Ipv4Header.address(packet, destination);
    }
    if (proof instanceof AhProof ah) {
      ah.sign(packet, bytes());
    }
    to.put(packet.array());
  }

  private long pseudoHeader(IpAddress destination) {
    int length = summedEnd - message;
    return switch (terms.sent()) {
      case MESSAGE_ONLY -> 0;
      case PSEUDO_HEADER -> InternetChecksum.pseudoHeader(source, destination, Wire.VRRP, length);
      case HISTORIC_UNICAST ->
          InternetChecksum.pseudoHeader(source, terms.transport().group(), Wire.VRRP, length);
    };
  }
}
