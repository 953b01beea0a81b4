package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * Announces that an IPv4 address is at a link-layer address. Every ARP packet (RFC 826) announces
 * the address of its sender; ours are broadcast gratuitous requests, as keepalived sends them.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |      Ethernet destination ff:ff:ff:ff:ff:ff                   |
 * +                               +-------------------------------+
 * |                               |  Ethernet source: hardware    |
 * +-------------------------------+                               +
 * |                                                               |
 * +-------------------------------+-------------------------------+
 * |            0x0806             |      hardware type 1          |
 * +-------------------------------+---------------+---------------+
 * |     protocol type 0x0800      |       6       |       4       |
 * +-------------------------------+---------------+---------------+
 * |           request 1           |    sender hardware, 6 bytes   |
 * +-------------------------------+                               +
 * |                                                               |
 * +---------------------------------------------------------------+
 * |                   sender address: address                     |
 * +---------------------------------------------------------------+
 * |          target hardware ff:ff:ff:ff:ff:ff, 6 bytes           |
 * +                               +-------------------------------+
 * |                               | target address: address, 4 B. |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * @param hardware of one station, not of a group
 * @param address IPv4, and not 0.0.0.0
 */
public record ArpAnnouncement(MacAddress hardware, IpAddress address) {

  /** The frame's length in bytes; Ethernet pads the frame. */
  public static final int BYTES = 42;

  private static final int TYPE = 12;
  private static final int OPERATION = 20;
  private static final int SENDER_HARDWARE = 22;
  private static final int SENDER_ADDRESS = 28;

  private static final int ARP = 0x0806;
  private static final int ETHERNET_TO_IPV4 = 0x0001_0800;
  private static final int SIX_BYTES_TO_FOUR = 0x0604;
  private static final int REQUEST = 1;
  private static final int REPLY = 2;

  public ArpAnnouncement {
    if (hardware.isGroup()) {
      throw new IllegalArgumentException("hardware: " + hardware + " (expected: one station's)");
    }
    if (address.family() != Family.IPV4 || address.isAny()) {
      throw new IllegalArgumentException("address: " + address + " (expected: an IPv4 address)");
    }
  }

  /**
   * Reads the announcement of a sender about itself from an Ethernet frame with an ARP request or
   * reply, gratuitous or not. Never throws; the buffer's position does not change.
   *
   * @return empty when the frame is something else, or when its sender claims no address, as a
   *     probe does not (RFC 5227 section 2.1.1)
   */
  public static Optional<ArpAnnouncement> parse(ByteBuffer frame) {
    int at = frame.position();
    if (frame.remaining() < BYTES
        || Wire.u16(frame, at + TYPE) != ARP
        || Wire.i32(frame, at + TYPE + 2) != ETHERNET_TO_IPV4
        || Wire.u16(frame, at + TYPE + 6) != SIX_BYTES_TO_FOUR) {
      return Optional.empty();
    }
    int operation = Wire.u16(frame, at + OPERATION);
    var hardware = MacAddress.read(frame, at + SENDER_HARDWARE);
    var address = IpAddress.read(Family.IPV4, frame, at + SENDER_ADDRESS);
    boolean claims =
        (operation == REQUEST || operation == REPLY) && !hardware.isGroup() && !address.isAny();
    return claims ? Optional.of(new ArpAnnouncement(hardware, address)) : Optional.empty();
  }

  /**
   * Appends the gratuitous request, {@link #BYTES} long, for a packet socket. Allocates nothing.
   *
   * @throws java.nio.BufferOverflowException when fewer bytes remain
   */
  public void write(ByteBuffer to) {
    writeRequestHead(hardware, to);
    address.write(to);
    MacAddress.BROADCAST.write(to);
    address.write(to);
  }

  /** Writes the beginning of a broadcast ARP request, up to its sender's address. */
  static void writeRequestHead(MacAddress sender, ByteBuffer to) {
    MacAddress.BROADCAST.write(to);
    sender.write(to);
    Wire.appendU16(to, ARP);
    Wire.appendU16(to, ETHERNET_TO_IPV4 >>> 16);
    Wire.appendU16(to, ETHERNET_TO_IPV4);
    Wire.appendU16(to, SIX_BYTES_TO_FOUR);
    Wire.appendU16(to, REQUEST);
    sender.write(to);
  }
}
