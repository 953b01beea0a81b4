package org.holdfast.vrrp.packet;

import static org.holdfast.vrrp.packet.MessageFields.COUNT;
import static org.holdfast.vrrp.packet.MessageFields.VERSION_AND_TYPE;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The packet that a parser has in hand: where its parts stand, and what the IP layer says of it.
 * One object for all packets, one after the other, so that a flood of bad ones allocates nothing.
 */
final class ReceivedPacket {

  /** Ethernet fills frames up to this payload; VLAN tags, of 4 bytes each, take from it. */
  private static final int LEAST_ETHERNET_PAYLOAD = 46;

  private static final int VLAN_TAG_BYTES = 4;

  private final Family family;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int ip; // where the IPv4 header stands
  private int message;
  private int end; // of the message, where a trailer or padding begins
  private int summedEnd; // of what the checksum covers
  private boolean behindAh;
  private int ttl;
  private boolean toGroup;
  private long sumOfAddresses;
  private @Nullable IpAddress source;

  ReceivedPacket(Family family) {
    this.family = family;
  }

  /** Takes a packet from its IPv4 header on; tells when it has none of ours. */
  @Nullable Defect takeV4(ByteBuffer packet) {
    if (packet.remaining() < Ipv4Header.BYTES) {
      return Defect.TRUNCATED;
    }
    bytes = packet;
    ip = packet.position();
    int headerBytes = Ipv4Header.bytes(packet, ip);
    int protocol = Wire.u8(packet, ip + Ipv4Header.PROTOCOL);
    behindAh = protocol == Wire.AH;
    if (headerBytes < Ipv4Header.BYTES || !(behindAh || protocol == Wire.VRRP)) {
      return Defect.IP_HEADER;
    }
    message = ip + headerBytes + (behindAh ? AhProof.BYTES : 0);
    ttl = Wire.u8(packet, ip + Ipv4Header.TTL);
    toGroup = Wire.u8(packet, ip + Ipv4Header.DESTINATION) >>> 4 == 0xe;
    sumOfAddresses = Ipv4Header.sumOfAddresses(packet, ip);
    source = null;
    return hasHeader() ? null : Defect.TRUNCATED;
  }

  /** Takes an IPv6 packet's message, with the rest beside it. */
  @Nullable Defect takeV6(
      ByteBuffer packet, IpAddress source, IpAddress destination, int hopLimit) {
    bytes = packet;
    message = packet.position();
    ttl = hopLimit;
    toGroup = destination.isMulticast();
    sumOfAddresses = InternetChecksum.sum(source) + InternetChecksum.sum(destination);
    this.source = source;
    return hasHeader() ? null : Defect.TRUNCATED;
  }

  private boolean hasHeader() {
    return bytes.limit() - message >= Advertisement.HEADER_BYTES;
  }

  /**
   * Finds the message's end by the version that the packet claims, not by ours: a foreign version
   * is to be told as such.
   *
   * @return how many bytes are beyond it; negative when there are too few
   */
  int measure() {
    var layout = version() == VrrpVersion.V2.number() ? VrrpVersion.V2 : VrrpVersion.V3;
    end = message + Advertisement.messageBytes(layout, family, u8(COUNT));
    summedEnd = end;
    return bytes.limit() - end;
  }

  /**
   * A trailer follows the message. Over IPv6 it is summed with the message, as RFC 8200 section 8.1
   * sums the whole payload and the kernel writes the checksum; over IPv4 it is not, as in
   * keepalived.
   */
  void hasTrailer(int trailerBytes) {
    summedEnd = family == Family.IPV6 ? end + trailerBytes : end;
  }

  /** Whether the packet is as long as one that Ethernet filled up; IPv6's never need it. */
  boolean isPadded() {
    int missing = LEAST_ETHERNET_PAYLOAD - bytes.remaining();
    return family == Family.IPV4 && missing >= 0 && missing % VLAN_TAG_BYTES == 0;
  }

  /** Whether IPv4's total length is that of the message and its trailer, or what was received. */
  boolean isTotalLengthRight(int trailerBytes) {
    int announced = Wire.u16(bytes, ip + Ipv4Header.TOTAL_LENGTH);
    return announced == bytes.remaining() || announced == end - ip + trailerBytes;
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int ip() {
    return ip;
  }

  int message() {
    return message;
  }

  int end() {
    return end;
  }

  /** Whether an authentication header stands before the message. */
  boolean isBehindAh() {
    return behindAh;
  }

  int ttl() {
    return ttl;
  }

  boolean isToGroup() {
    return toGroup;
  }

  int version() {
    return u8(VERSION_AND_TYPE) >>> 4;
  }

  /** A field of the message's, see {@link MessageFields}. */
  int u8(int field) {
    return Wire.u8(bytes, message + field);
  }

  int u16(int field) {
    return Wire.u16(bytes, message + field);
  }

  /** The partial sum of the message, and over IPv6 of its trailer. */
  long sum() {
    return InternetChecksum.sum(bytes, message, summedEnd);
  }

  /** The partial sum of the pseudo header. */
  long sumOfPseudoHeader() {
    return sumOfAddresses + Wire.VRRP + (summedEnd - message);
  }

  /** The partial sum of an IPv4 pseudo header with another destination. */
  long sumOfPseudoHeaderTo(IpAddress destination) {
    int sourceAt = ip + Ipv4Header.SOURCE;
    return InternetChecksum.sum(bytes, sourceAt, sourceAt + Family.IPV4.bytes())
        + InternetChecksum.sum(destination)
        + Wire.VRRP
        + (end - message);
  }

  boolean isFrom(IpAddress address) {
    return source == null
        ? (int) address.low() == Wire.i32(bytes, ip + Ipv4Header.SOURCE)
        : address.equals(source);
  }

  /** In IPv4 made when first asked for. */
  IpAddress source() {
    var known = source;
    if (known == null) {
      known = IpAddress.read(Family.IPV4, bytes, ip + Ipv4Header.SOURCE);
      source = known;
    }
    return known;
  }
}
