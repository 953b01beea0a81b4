package org.holdfast.vrrp.packet;

import static org.holdfast.vrrp.packet.MessageFields.ADDRESSES;
import static org.holdfast.vrrp.packet.MessageFields.AUTH_TYPE;
import static org.holdfast.vrrp.packet.MessageFields.COUNT;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_CENTISECONDS;
import static org.holdfast.vrrp.packet.MessageFields.INTERVAL_SECONDS;
import static org.holdfast.vrrp.packet.MessageFields.PRIORITY;
import static org.holdfast.vrrp.packet.MessageFields.VERSION_AND_TYPE;
import static org.holdfast.vrrp.packet.MessageFields.VRID;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Parses the packets that an instance's receive socket delivers. Never throws: any bytes give an
 * advert or a {@link Defect}, never an exception. A rejected packet allocates nothing and changes
 * nothing (computing a digest may allocate); an accepted one allocates two small records, its
 * source, and its addresses if these differ from ours. Without authentication, a packet that
 * repeats the last accepted one gives the same object again.
 *
 * <p>Differs from RFC 9568 section 5.2.9 (erratum 8300) as keepalived and FRR do: the first address
 * of an IPv6 advert need not be link-local. The adverts of a router with such a configuration are
 * accepted, and {@code check} warns when our own configuration is like that; rejecting the adverts
 * would lead to two masters.
 *
 * <p>Pure except for the {@link Proof}, which remembers the sequences of authenticated packets.
 * Buffers may be of any kind and order; their positions do not change. Confined to the instance's
 * thread.
 */
public final class AdvertParser {

  private final AdvertTerms terms;
  private final Proof proof;
  private final Family family;
  private final VrrpVersion version;
  private final ReceivedPacket packet;
  private final @Nullable RepeatedAdvert last; // null with authentication, which has a state
  private int trailerBytes; // length of the current packet's trailer; 0 without one

  /**
   * Creates a parser.
   *
   * @param proof made from the same terms, and shared with the instance's writer
   */
  public AdvertParser(AdvertTerms terms, Proof proof) {
    this.terms = terms;
    this.proof = proof;
    this.family = terms.family();
    this.version = terms.own().version();
    this.packet = new ReceivedPacket(family);
    this.last = proof instanceof Proof.None ? new RepeatedAdvert() : null;
  }

  /**
   * Returns the virtual router ID of a received packet, which identifies the instance. An IPv4
   * packet starts with its IP header, an IPv6 packet with the message.
   *
   * @return 0 to 255; -1 when the packet is too short
   */
  public static int vridOf(ByteBuffer packet, Family family) {
    int message = packet.position();
    if (family == Family.IPV4) {
      if (packet.remaining() < Ipv4Header.BYTES) {
        return -1;
      }
      boolean ah = Wire.u8(packet, message + Ipv4Header.PROTOCOL) == Wire.AH;
      message += Ipv4Header.bytes(packet, message);
      message += ah ? AhProof.bytes(packet, message) : 0;
    }
    return message + VRID < packet.limit() ? Wire.u8(packet, message + VRID) : -1;
  }

  /**
   * Reads an IPv4 packet, from its IP header to the buffer's limit, as a raw socket delivers it.
   *
   * @param epochNanos the wall clock, in nanoseconds since 1970; only the HMAC trailer uses it
   * @throws IllegalStateException when the instance is an IPv6 one
   */
  public Parsed parseV4(ByteBuffer received, long epochNanos) {
    requireFamily(Family.IPV4);
    var repeated = last == null ? null : last.ifSameV4(received);
    if (repeated != null) {
      return repeated;
    }
    var defect = packet.takeV4(received);
    var parsed = defect == null ? parse(epochNanos) : defect;
    if (last != null && parsed instanceof Parsed.Accepted accepted) {
      last.rememberV4(received, accepted);
    }
    return parsed;
  }

  /**
   * Reads an IPv6 packet's message, from its first byte to the buffer's limit, as a raw socket
   * delivers it; the other parameters come from its IP header.
   *
   * @param hopLimit as received, 0 to 255
   * @param epochNanos the wall clock, in nanoseconds since 1970; only the HMAC trailer uses it
   * @throws IllegalStateException when the instance is an IPv4 one
   */
  public Parsed parseV6(
      ByteBuffer received, IpAddress source, IpAddress destination, int hopLimit, long epochNanos) {
    requireFamily(Family.IPV6);
    var repeated = last == null ? null : last.ifSameV6(received, source, destination, hopLimit);
    if (repeated != null) {
      return repeated;
    }
    var defect = packet.takeV6(received, source, destination, hopLimit);
    var parsed = defect == null ? parse(epochNanos) : defect;
    if (last != null && parsed instanceof Parsed.Accepted accepted) {
      last.rememberV6(received, source, destination, hopLimit, accepted);
    }
    return parsed;
  }

  private void requireFamily(Family wanted) {
    if (family != wanted) {
      throw new IllegalStateException("packet: " + wanted + " (expected: " + family + ")");
    }
  }

  private Parsed parse(long epochNanos) {
    var defect = checkFor();
    if (defect == null) {
      defect = checkLength();
    }
    if (defect == null) {
      defect = checkEnvelope();
    }
    if (defect == null) {
      defect = checkProof(epochNanos);
    }
    if (defect == null) {
      defect = checkMeaning();
    }
    if (defect != null) {
      return defect;
    }
    var checksum = matchingChecksum();
    if (checksum == null) {
      return Defect.CHECKSUM;
    }
    defect = checkSender();
    return defect == null ? accepted(checksum) : defect;
  }

  /** keepalived's first checks, on the fields by which it finds the instance. */
  private @Nullable Defect checkFor() {
    if (packet.u8(VRID) != terms.own().vrid()) {
      return Defect.VRID;
    }
    if (packet.isBehindAh() == proof instanceof AhProof) {
      return null;
    }
    return packet.isBehindAh() ? Defect.AH_UNEXPECTED : Defect.AH_MISSING;
  }

  private @Nullable Defect checkLength() {
    int beyond = packet.measure();
    if (beyond < 0) {
      return Defect.TRUNCATED;
    }
    trailerBytes = proof instanceof HmacProof && beyond == HmacProof.BYTES ? beyond : 0;
    packet.hasTrailer(trailerBytes);
    return beyond == trailerBytes || packet.isPadded() ? null : Defect.LENGTH;
  }

  private @Nullable Defect checkEnvelope() {
    if (!terms.isUnicast() && packet.ttl() != Transport.HIGHEST_TTL) {
      return Defect.TTL;
    }
    return packet.version() == version.number() ? null : Defect.VERSION;
  }

  private @Nullable Defect checkProof(long epochNanos) {
    if (proof instanceof HmacProof hmac) {
      var defect = checkTrailer(hmac, epochNanos);
      if (defect != null) {
        return defect;
      }
    }
    return version == VrrpVersion.V2 ? checkAuthData() : null;
  }

  private @Nullable Defect checkTrailer(HmacProof hmac, long epochNanos) {
    if (trailerBytes == 0) {
      return hmac.insists() ? Defect.HMAC_MISSING : null;
    }
    int end = packet.end();
    var defect = hmac.checkHead(packet.bytes(), end);
    if (defect != null) {
      return defect;
    }
    // A unicast instance keeps one sequence per peer, and none for unknown senders.
    return terms.transport() instanceof Transport.Unicast unicast && senderAmong(unicast) == null
        ? Defect.UNKNOWN_PEER
        : hmac.verify(packet.bytes(), packet.message(), end, packet.source(), epochNanos);
  }

  private @Nullable Defect checkAuthData() {
    int type = packet.u8(AUTH_TYPE);
    if (type > MessageFields.AUTH_TYPE_AH) {
      return Defect.AUTH_TYPE_UNKNOWN;
    }
    if (type != proof.authType()) {
      return Defect.AUTH_TYPE_MISMATCH;
    }
    int end = packet.end();
    return switch (proof) {
      case Proof.None _, HmacProof _ -> null;
      case Proof.Password password ->
          password.standsAt(packet.bytes(), end - Advertisement.AUTH_DATA_BYTES)
              ? null
              : Defect.PASSWORD;
      case AhProof ah -> ah.verify(packet.bytes(), packet.ip(), end);
    };
  }

  private @Nullable Defect checkMeaning() {
    int interval = wireInterval();
    if (version == VrrpVersion.V2 && interval != terms.own().wireInterval()) {
      return Defect.INTERVAL_MISMATCH;
    }
    if ((packet.u8(VERSION_AND_TYPE) & 0xf) != Advertisement.TYPE) {
      return Defect.TYPE;
    }
    if (family == Family.IPV4 && !packet.isTotalLengthRight(trailerBytes)) {
      return Defect.TOTAL_LENGTH;
    }
    if (interval == 0) {
      return Defect.INTERVAL_ZERO;
    }
    return packet.u8(COUNT) == 0 && !mayBeWithoutAddresses() ? Defect.NO_ADDRESSES : null;
  }

  /**
   * Version 2 sets no lower bound on the count, so two routers that both advertise no addresses
   * agree.
   */
  private boolean mayBeWithoutAddresses() {
    return version == VrrpVersion.V2 && terms.own().addresses().size() == 0;
  }

  private int wireInterval() {
    return switch (version) {
      case V2 -> packet.u8(INTERVAL_SECONDS);
      case V3 -> packet.u16(INTERVAL_CENTISECONDS) & 0xfff; // the upper four bits are reserved
    };
  }

  private @Nullable ChecksumForm matchingChecksum() {
    long sum = packet.sum();
    if (isRight(ChecksumForm.PSEUDO_HEADER, sum + packet.sumOfPseudoHeader())) {
      return ChecksumForm.PSEUDO_HEADER;
    }
    if (isRight(ChecksumForm.MESSAGE_ONLY, sum)) {
      return ChecksumForm.MESSAGE_ONLY;
    }
    return terms.accepts(ChecksumForm.HISTORIC_UNICAST)
            && InternetChecksum.isRight(sum + packet.sumOfPseudoHeaderTo(terms.transport().group()))
        ? ChecksumForm.HISTORIC_UNICAST
        : null;
  }

  private boolean isRight(ChecksumForm form, long sum) {
    return terms.accepts(form) && InternetChecksum.isRight(sum);
  }

  private @Nullable Defect checkSender() {
    if (!(terms.transport() instanceof Transport.Unicast unicast)) {
      return packet.isToGroup() ? null : Defect.UNICAST;
    }
    if (packet.isToGroup()) {
      return Defect.MULTICAST;
    }
    var peer = senderAmong(unicast);
    if (peer == null) {
      return unicast.checkSource() ? Defect.UNKNOWN_PEER : null;
    }
    int ttl = packet.ttl();
    return ttl >= peer.minTtl() && ttl <= peer.maxTtl() ? null : Defect.PEER_TTL;
  }

  private Transport.@Nullable Peer senderAmong(Transport.Unicast unicast) {
    var peers = unicast.peers();
    for (int i = 0;
        i < peers.size();
        i++) { // no iterator, so that a packet from an unknown sender allocates nothing
      if (packet.isFrom(peers.get(i).address())) {
        return peers.get(i);
      }
    }
    return null;
  }

  private Parsed accepted(ChecksumForm checksum) {
    var own = terms.own();
    int count = packet.u8(COUNT);
    int at = packet.message() + ADDRESSES;
    var addresses =
        own.addresses().standsAt(packet.bytes(), at, count)
            ? own.addresses()
            : AddressList.read(family, packet.bytes(), at, count);
    long intervalNanos = Advertisement.intervalNanos(version, wireInterval());
    return new Parsed.Accepted(
        new Advertisement(version, own.vrid(), packet.u8(PRIORITY), intervalNanos, addresses),
        checksum,
        packet.source());
  }
}
