package org.holdfast.vrrp.packet;

import static org.holdfast.vrrp.packet.MessageFields.COUNT;
import static org.holdfast.vrrp.packet.MessageFields.VERSION_AND_TYPE;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The packet that a parser is working on: the offsets of its parts, and the facts from its IP
 * header. One object serves all packets, one after the other, so that a flood of bad ones allocates
 * nothing.
 */
final class ReceivedPacket {

  /** Ethernet pads frames to this payload, in bytes; each VLAN tag takes 4 bytes of it. */
  private static final int LEAST_ETHERNET_PAYLOAD = 46;

  private static final int VLAN_TAG_BYTES = 4;

  private final Family family;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int ip; // offset of the IPv4 header
  private int message;
  private int end; // end of the message, where a trailer or padding begins
  private int summedEnd; // end of the bytes that the checksum covers
  private boolean behindAh;
  private int ttl;
  private boolean toGroup;
  private long sumOfAddresses;
  private @Nullable IpAddress source;

  ReceivedPacket(Family family) {
    this.family = family;
  }

  /**
   * Begins a packet at its IPv4 header; returns a defect when the header is not one that we expect.
   */
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

  /** Begins an IPv6 packet at its message; the other parameters come from its IP header. */
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
   * Finds the message's end by the version in the packet, not by ours, so that a packet of the
   * other version is reported as such.
   *
   * @return the number of bytes after the message; negative when bytes are missing
   */
  int measure() {
    var layout = version() == VrrpVersion.V2.number() ? VrrpVersion.V2 : VrrpVersion.V3;
    end = message + Advertisement.messageBytes(layout, family, u8(COUNT));
    summedEnd = end;
    return bytes.limit() - end;
  }

  /**
   * Notes that a trailer follows the message. Over IPv6 the checksum covers it, because RFC 8200
   * section 8.1 sums the whole payload and the kernel writes the checksum; over IPv4 it does not,
   * as in keepalived.
   */
  void hasTrailer(int trailerBytes) {
    summedEnd = family == Family.IPV6 ? end + trailerBytes : end;
  }

  /** Whether the packet is as short as one that Ethernet padded; IPv6 packets are never padded. */
  boolean isPadded() {
    int missing = LEAST_ETHERNET_PAYLOAD - bytes.remaining();
    return family == Family.IPV4 && missing >= 0 && missing % VLAN_TAG_BYTES == 0;
  }

  /**
   * Whether IPv4's total length is the length of the message with its trailer, or the received
   * length.
   */
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

  /** Whether the message follows an authentication header. */
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

  /** Returns a field of the message; see {@link MessageFields}. */
  int u8(int field) {
    return Wire.u8(bytes, message + field);
  }

  int u16(int field) {
    return Wire.u16(bytes, message + field);
  }

  /** The partial sum of the message and, over IPv6, of its trailer. */
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

  /** For IPv4, created on first use. */
  IpAddress source() {
    var known = source;
    if (known == null) {
      known = IpAddress.read(Family.IPV4, bytes, ip + Ipv4Header.SOURCE);
      source = known;
    }
    return known;
  }
}
