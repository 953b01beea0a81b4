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
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an instance's receive socket delivers. Total: any bytes give an advert or a {@link
 * Defect}, never an exception. A packet that is turned down allocates nothing and changes nothing
 * (one whose proof is computed may allocate within the digest); an accepted one is two small
 * records, its source, and its addresses if they are not ours.
 *
 * <p>Pure but for the {@link Proof}, which remembers the sequences of proven packets. Buffers may
 * be of any kind and order; their positions stay. Owned by the instance's thread.
 */
public final class AdvertParser {

  /** Ethernet fills frames up to this payload; VLAN tags, of 4 bytes each, take from it. */
  private static final int LEAST_ETHERNET_PAYLOAD = 46;

  private static final int VLAN_TAG_BYTES = 4;

  private final AdvertTerms terms;
  private final Proof proof;
  private final Family family;
  private final VrrpVersion version;

  // The packet in hand. Fields, so that a flood of bad packets allocates nothing.
  private ByteBuffer packet = ByteBuffer.allocate(0);
  private int ip; // of the IPv4 header
  private int message;
  private int end; // of the message, where a trailer or padding begins
  private int ttl;
  private boolean toGroup;
  private long addressesSum;
  private @Nullable IpAddress source;

  /**
   * @param proof made from the same terms, and shared with the instance's writer
   */
  public AdvertParser(AdvertTerms terms, Proof proof) {
    this.terms = terms;
    this.proof = proof;
    this.family = terms.family();
    this.version = terms.own().version();
  }

  /**
   * The virtual router that a packet of a receive socket is for, to find the instance with: from
   * the IPv4 header on in IPv4, from the message on in IPv6.
   *
   * @return 0 to 255; or -1 when the packet is too short to tell
   */
  public static int vridOf(ByteBuffer packet, Family family) {
    int message = packet.position();
    if (family == Family.IPV4) {
      if (packet.remaining() < Ipv4Header.BYTES) {
        return -1;
      }
      boolean ah = Wire.u8(packet, message + Ipv4Header.PROTOCOL) == Wire.AH;
      message += Ipv4Header.bytes(packet, message) + (ah ? AhProof.BYTES : 0);
    }
    return message + VRID < packet.limit() ? Wire.u8(packet, message + VRID) : -1;
  }

  /**
   * Reads an IPv4 packet, from its IP header to the buffer's limit, as a raw socket delivers it.
   *
   * @param epochNanos the wall clock, in nanoseconds since 1970; only the HMAC trailer asks
   * @throws IllegalStateException when the instance is one of IPv6
   */
  public Parsed parseV4(ByteBuffer received, long epochNanos) {
    requireFamily(Family.IPV4);
    if (received.remaining() < Ipv4Header.BYTES) {
      return Defect.TRUNCATED;
    }
    packet = received;
    ip = received.position();
    int headerBytes = Ipv4Header.bytes(received, ip);
    int protocol = Wire.u8(received, ip + Ipv4Header.PROTOCOL);
    boolean ah = protocol == Wire.AH;
    if (headerBytes < Ipv4Header.BYTES || !(ah || protocol == Wire.VRRP)) {
      return Defect.IP_HEADER;
    }
    message = ip + headerBytes + (ah ? AhProof.BYTES : 0);
    ttl = Wire.u8(received, ip + Ipv4Header.TTL);
    toGroup = Wire.u8(received, ip + Ipv4Header.DESTINATION) >>> 4 == 0xe;
    addressesSum = Ipv4Header.sumOfAddresses(received, ip);
    source = null;
    var defect = checkFor(ah);
    return defect == null ? parseMessage(epochNanos) : defect;
  }

  /**
   * Reads an IPv6 packet's message, from its first byte to the buffer's limit, as a raw socket
   * delivers it; the rest of the packet comes beside it.
   *
   * @param hopLimit as received, 0 to 255
   * @param epochNanos the wall clock, in nanoseconds since 1970; only the HMAC trailer asks
   * @throws IllegalStateException when the instance is one of IPv4
   */
  public Parsed parseV6(
      ByteBuffer received, IpAddress source, IpAddress destination, int hopLimit, long epochNanos) {
    requireFamily(Family.IPV6);
    packet = received;
    message = received.position();
    ttl = hopLimit;
    toGroup = destination.isMulticast();
    addressesSum = InternetChecksum.sum(source) + InternetChecksum.sum(destination);
    this.source = source;
    var defect = checkFor(false);
    return defect == null ? parseMessage(epochNanos) : defect;
  }

  private void requireFamily(Family wanted) {
    if (family != wanted) {
      throw new IllegalStateException("packet: " + wanted + " (expected: " + family + ")");
    }
  }

  /** What keepalived looks at to find the instance, and its first check. */
  private @Nullable Defect checkFor(boolean ah) {
    if (packet.limit() < message + Advertisement.HEADER_BYTES) {
      return Defect.TRUNCATED;
    }
    if (Wire.u8(packet, message + VRID) != terms.own().vrid()) {
      return Defect.VRID;
    }
    if (ah == proof instanceof AhProof) {
      return null;
    }
    return ah ? Defect.AH_UNEXPECTED : Defect.AH_MISSING;
  }

  private Parsed parseMessage(long epochNanos) {
    // The length is that of the version which the packet claims: a foreign version is told as such.
    int claimed = Wire.u8(packet, message + VERSION_AND_TYPE) >>> 4;
    var layout = claimed == VrrpVersion.V2.number() ? VrrpVersion.V2 : VrrpVersion.V3;
    int count = Wire.u8(packet, message + COUNT);
    end = message + Advertisement.messageBytes(layout, family, count);
    var defect = checkLength();
    if (defect == null) {
      defect = checkEnvelope(claimed);
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
    return defect == null ? accepted(count, checksum) : defect;
  }

  private @Nullable Defect checkLength() {
    int beyond = packet.limit() - end;
    if (beyond < 0) {
      return Defect.TRUNCATED;
    }
    return beyond == 0 || hasTrailer() || isEthernetPadding() ? null : Defect.LENGTH;
  }

  private boolean hasTrailer() {
    return proof instanceof HmacProof && packet.limit() - end == HmacProof.BYTES;
  }

  /** IPv6's headers alone are longer than what Ethernet fills up. */
  private boolean isEthernetPadding() {
    int missing = LEAST_ETHERNET_PAYLOAD - packet.remaining();
    return family == Family.IPV4 && missing >= 0 && missing % VLAN_TAG_BYTES == 0;
  }

  private @Nullable Defect checkEnvelope(int claimedVersion) {
    if (!terms.isUnicast() && ttl != Delivery.HIGHEST_TTL) {
      return Defect.TTL;
    }
    return claimedVersion == version.number() ? null : Defect.VERSION;
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
    if (!hasTrailer()) {
      return hmac.insists() ? Defect.HMAC_MISSING : null;
    }
    var defect = hmac.checkHead(packet, end);
    if (defect != null) {
      return defect;
    }
    // A unicast instance keeps one sequence for each peer, and none for strangers.
    return terms.delivery() instanceof Delivery.Unicast unicast && peer(unicast) == null
        ? Defect.UNKNOWN_PEER
        : hmac.verify(packet, message, end, source(), epochNanos);
  }

  private @Nullable Defect checkAuthData() {
    int type = Wire.u8(packet, message + AUTH_TYPE);
    if (type > MessageFields.AUTH_TYPE_AH) {
      return Defect.AUTH_TYPE_UNKNOWN;
    }
    if (type != proof.authType()) {
      return Defect.AUTH_TYPE_MISMATCH;
    }
    return switch (proof) {
      case Proof.None _, HmacProof _ -> null;
      case Proof.Password password ->
          password.standsAt(packet, end - Advertisement.AUTH_DATA_BYTES) ? null : Defect.PASSWORD;
      case AhProof ah -> ah.verify(packet, ip, end);
    };
  }

  private @Nullable Defect checkMeaning() {
    int interval = wireInterval();
    if (version == VrrpVersion.V2 && interval != terms.own().wireInterval()) {
      return Defect.INTERVAL_MISMATCH;
    }
    if ((Wire.u8(packet, message + VERSION_AND_TYPE) & 0xf) != Advertisement.TYPE) {
      return Defect.TYPE;
    }
    if (family == Family.IPV4 && !isTotalLengthRight()) {
      return Defect.TOTAL_LENGTH;
    }
    return interval == 0 ? Defect.INTERVAL_ZERO : null;
  }

  private int wireInterval() {
    return switch (version) {
      case V2 -> Wire.u8(packet, message + INTERVAL_SECONDS);
      case V3 -> Wire.u16(packet, message + INTERVAL_CENTISECONDS) & 0xfff; // the rest is reserved
    };
  }

  private boolean isTotalLengthRight() {
    int announced = Wire.u16(packet, ip + Ipv4Header.TOTAL_LENGTH);
    return announced == packet.remaining() || (announced == end - ip && !hasTrailer());
  }

  private @Nullable ChecksumForm matchingChecksum() {
    int length = end - message;
    long bare = InternetChecksum.sum(packet, message, end);
    if (isRight(ChecksumForm.PSEUDO_HEADER, bare + addressesSum + Wire.VRRP + length)) {
      return ChecksumForm.PSEUDO_HEADER;
    }
    if (isRight(ChecksumForm.MESSAGE_ONLY, bare)) {
      return ChecksumForm.MESSAGE_ONLY;
    }
    if (!terms.accepts(ChecksumForm.HISTORIC_UNICAST)) {
      return null;
    }
    int sourceAt = ip + Ipv4Header.SOURCE;
    long toTheGroup =
        InternetChecksum.sum(packet, sourceAt, sourceAt + Family.IPV4.bytes())
            + InternetChecksum.sum(terms.delivery().group());
    return isRight(ChecksumForm.HISTORIC_UNICAST, bare + toTheGroup + Wire.VRRP + length)
        ? ChecksumForm.HISTORIC_UNICAST
        : null;
  }

  private boolean isRight(ChecksumForm form, long sum) {
    return terms.accepts(form) && InternetChecksum.isRight(sum);
  }

  private @Nullable Defect checkSender() {
    if (!(terms.delivery() instanceof Delivery.Unicast unicast)) {
      return toGroup ? null : Defect.UNICAST;
    }
    if (toGroup) {
      return Defect.MULTICAST;
    }
    var peer = peer(unicast);
    if (peer == null) {
      return unicast.onlyPeers() ? Defect.UNKNOWN_PEER : null;
    }
    return ttl >= peer.minTtl() && ttl <= peer.maxTtl() ? null : Defect.PEER_TTL;
  }

  private Delivery.@Nullable Peer peer(Delivery.Unicast unicast) {
    var peers = unicast.peers();
    for (int i = 0; i < peers.size(); i++) { // no iterator: a stranger's packet allocates nothing
      if (isSource(peers.get(i).address())) {
        return peers.get(i);
      }
    }
    return null;
  }

  private boolean isSource(IpAddress address) {
    return source == null
        ? (int) address.low() == Wire.i32(packet, ip + Ipv4Header.SOURCE)
        : address.equals(source);
  }

  /** In IPv4 made when first asked for. */
  private IpAddress source() {
    var known = source;
    if (known == null) {
      known = IpAddress.read(Family.IPV4, packet, ip + Ipv4Header.SOURCE);
      source = known;
    }
    return known;
  }

  private Parsed accepted(int count, ChecksumForm checksum) {
    var own = terms.own();
    int at = message + ADDRESSES;
    var addresses =
        own.addresses().standsAt(packet, at, count)
            ? own.addresses()
            : AddressList.read(family, packet, at, count);
    int priority = Wire.u8(packet, message + PRIORITY);
    long intervalNanos = Advertisement.intervalNanos(version, wireInterval());
    return new Parsed.Accepted(
        new Advertisement(version, own.vrid(), priority, intervalNanos, addresses),
        checksum,
        source());
  }
}
