package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * Announces that an IPv6 address is at a link-layer address (RFC 4861 section 4.4). Ours are
 * unsolicited, to all nodes, from the address itself, and override cached entries, as keepalived
 * sends them.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * | Ethernet: 33:33:00:00:00:01, hardware, 0x86dd       14 bytes  |
 * +---------------------------------------------------------------+
 * | IPv6: no class or flow, 32 bytes, next header 58, hop limit   |
 * | 255, from address to ff02::1                        40 bytes  |
 * +---------------+---------------+-------------------------------+
 * |   type 136    |    code 0     |            checksum           |
 * +-+-+-+---------+---------------+-------------------------------+
 * |R|S|O|                           0                             |  S clear, O set
 * +-+-+-+---------------------------------------------------------+
 * |                  target: address, 16 bytes                    |
 * +---------------+---------------+-------------------------------+
 * |   option 2    |   1 (x 8 B)   |       hardware, 6 bytes       |
 * +---------------+---------------+                               +
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param hardware of one station, not of a group
 * @param address IPv6, neither {@code ::} nor a group
 * @param router whether the sender forwards packets (the R flag)
 * @param solicited whether it answers a question of the host that it is sent to (the S flag), which
 *     the kernel does from the moment on at which it has the address; it may deliver packets later
 */
public record NeighbourAdvertisement(
    MacAddress hardware, IpAddress address, boolean router, boolean solicited) {

  /** The frame's length in bytes. */
  public static final int BYTES = 86;

  // Offsets in the frame.
  private static final int ETHERNET_TYPE = 12;
  private static final int IPV6 = 14;
  private static final int PAYLOAD_LENGTH = IPV6 + 4;
  private static final int NEXT_HEADER = IPV6 + 6;
  private static final int HOP_LIMIT = IPV6 + 7;
  private static final int SOURCE = IPV6 + 8;
  private static final int MESSAGE = IPV6 + 40;
  private static final int CHECKSUM = MESSAGE + 2;
  private static final int FLAGS = MESSAGE + 4;
  private static final int TARGET = MESSAGE + 8;
  private static final int OPTIONS = MESSAGE + 24;
  private static final int MESSAGE_BYTES = BYTES - MESSAGE;

  private static final MacAddress ALL_NODES_HARDWARE = new MacAddress(0x3333_0000_0001L);
  private static final IpAddress ALL_NODES = IpAddress.v6(0xff02_0000_0000_0000L, 1);
  private static final int IPV6_TYPE = 0x86dd;
  private static final int ICMPV6 = 58;
  private static final int HIGHEST_HOP_LIMIT = 255;
  private static final int ADVERTISEMENT = 136;
  private static final int ROUTER_FLAG = 0x80;
  private static final int SOLICITED_FLAG = 0x40;
  private static final int OVERRIDE_FLAG = 0x20;
  private static final int TARGET_LINK_LAYER_ADDRESS = 2;

  /** An announcement of our own. */
  public NeighbourAdvertisement(MacAddress hardware, IpAddress address, boolean router) {
    this(hardware, address, router, false);
  }

  public NeighbourAdvertisement {
    if (hardware.isGroup()) {
      throw new IllegalArgumentException("hardware: " + hardware + " (expected: one station's)");
    }
    if (address.family() != Family.IPV6 || address.isAny() || address.isMulticast()) {
      throw new IllegalArgumentException("address: " + address + " (expected: an IPv6 address)");
    }
  }

  /**
   * Reads an Ethernet frame with a valid neighbour advertisement (RFC 4861 section 7.1.2),
   * solicited or not, that names a link-layer address. Never throws; the buffer's position does not
   * change.
   */
  public static Optional<NeighbourAdvertisement> parse(ByteBuffer frame) {
    int at = frame.position();
    if (frame.remaining() < OPTIONS || !isAdvertisement(frame, at)) {
      return Optional.empty();
    }
    int end = at + MESSAGE + Wire.u16(frame, at + PAYLOAD_LENGTH);
    if (end < at + OPTIONS || end > frame.limit() || !isIntact(frame, at, end)) {
      return Optional.empty();
    }
    int option = findHardware(frame, at + OPTIONS, end);
    var target = IpAddress.read(Family.IPV6, frame, at + TARGET);
    if (option < 0 || target.isMulticast() || target.isAny()) {
      return Optional.empty();
    }
    var hardware = MacAddress.read(frame, option + 2);
    boolean router = (Wire.u8(frame, at + FLAGS) & ROUTER_FLAG) != 0;
    boolean solicited = (Wire.u8(frame, at + FLAGS) & SOLICITED_FLAG) != 0;
    return hardware.isGroup()
        ? Optional.empty()
        : Optional.of(new NeighbourAdvertisement(hardware, target, router, solicited));
  }

  private static boolean isAdvertisement(ByteBuffer frame, int at) {
    return Wire.u16(frame, at + ETHERNET_TYPE) == IPV6_TYPE
        && Wire.u8(frame, at + IPV6) >>> 4 == 6
        && Wire.u8(frame, at + NEXT_HEADER) == ICMPV6
        && Wire.u8(frame, at + HOP_LIMIT) == HIGHEST_HOP_LIMIT
        && Wire.u16(frame, at + MESSAGE) == ADVERTISEMENT << 8;
  }

  private static boolean isIntact(ByteBuffer frame, int at, int end) {
    int length = end - at - MESSAGE;
    return InternetChecksum.isRight(
        InternetChecksum.sum(frame, at + SOURCE, end) + ICMPV6 + length);
  }

  /** The offset of the option; -1 when there is none, or when any option is malformed. */
  private static int findHardware(ByteBuffer frame, int options, int end) {
    int found = -1;
    int at = options;
    while (at < end) {
      int bytes = end - at < 8 ? 0 : Wire.u8(frame, at + 1) * 8;
      if (bytes == 0 || bytes > end - at) {
        return -1;
      }
      if (found < 0 && bytes == 8 && Wire.u8(frame, at) == TARGET_LINK_LAYER_ADDRESS) {
        found = at;
      }
      at += bytes;
    }
    return found;
  }

  /**
   * Appends the advertisement to all nodes, {@link #BYTES} long, for a packet socket. Allocates
   * nothing.
   *
   * @throws java.nio.BufferOverflowException when fewer bytes remain
   */
  public void write(ByteBuffer to) {
    int at = to.position();
    ALL_NODES_HARDWARE.write(to);
    hardware.write(to);
    Wire.appendU16(to, IPV6_TYPE);
    Wire.appendU16(to, 6 << 12);
    Wire.appendU16(to, 0);
    Wire.appendU16(to, MESSAGE_BYTES);
    Wire.appendU16(to, (ICMPV6 << 8) | HIGHEST_HOP_LIMIT);
    address.write(to);
    ALL_NODES.write(to);
    Wire.appendU16(to, ADVERTISEMENT << 8);
    Wire.appendU16(to, 0);
    int flags = (router ? ROUTER_FLAG : 0) | (solicited ? SOLICITED_FLAG : 0) | OVERRIDE_FLAG;
    Wire.appendU16(to, flags << 8);
    Wire.appendU16(to, 0);
    address.write(to);
    Wire.appendU16(to, (TARGET_LINK_LAYER_ADDRESS << 8) | 1);
    hardware.write(to);
    long sum = InternetChecksum.sum(to, at + SOURCE, at + BYTES) + ICMPV6 + MESSAGE_BYTES;
    Wire.putU16(to, at + CHECKSUM, InternetChecksum.of(sum));
  }
}
