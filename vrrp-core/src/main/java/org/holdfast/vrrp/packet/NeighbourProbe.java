package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * Asks whether any host has an IPv6 address: a neighbour solicitation (RFC 4861 section 4.3). The
 * answer, a {@link NeighbourAdvertisement}, goes to the source only. From {@code ::}, in the form
 * of duplicate address detection (RFC 4862 section 5.4.2), it goes to all nodes, whose caches then
 * have the host that answers: also a host that does not serve at the address yet.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * | Ethernet: 33:33:ff and the address's end, hardware, 0x86dd    |
 * +---------------------------------------------------------------+
 * | IPv6: no class or flow, 24 or 32 bytes, next header 58, hop   |
 * | limit 255, from source to ff02::1:ff00:0 and the address's end|
 * +---------------+---------------+-------------------------------+
 * |   type 135    |    code 0     |            checksum           |
 * +---------------+---------------+-------------------------------+
 * |                               0                               |
 * +---------------------------------------------------------------+
 * |                  target: address, 16 bytes                    |
 * +---------------+---------------+-------------------------------+
 * |   option 1    |   1 (x 8 B)   |       hardware, 6 bytes       |
 * +---------------+---------------+                               +  not from ::
 * |                                                               |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param hardware the sender's link-layer address
 * @param source an address of the sender that no other router takes over, or {@code ::}
 * @param address IPv6, neither {@code ::} nor a group
 */
public record NeighbourProbe(MacAddress hardware, IpAddress source, IpAddress address) {

  private static final int IPV6 = 14;
  private static final int SOURCE = IPV6 + 8;
  private static final int MESSAGE = IPV6 + 40;
  private static final int CHECKSUM = MESSAGE + 2;
  private static final int WITHOUT_OPTION_BYTES = 24;
  private static final int OPTION_BYTES = 8;

  /** The frame's greatest length in bytes. */
  public static final int BYTES = MESSAGE + WITHOUT_OPTION_BYTES + OPTION_BYTES;

  private static final int IPV6_TYPE = 0x86dd;
  private static final int ICMPV6 = 58;
  private static final int HIGHEST_HOP_LIMIT = 255;
  private static final int SOLICITATION = 135;
  private static final int SOURCE_LINK_LAYER_ADDRESS = 1;
  private static final long SOLICITED_NODE_HARDWARE = 0x3333_ff00_0000L;
  private static final long SOLICITED_NODE = 0x1_ff00_0000L;
  private static final long LAST_24_BITS = 0xff_ffffL;

  public NeighbourProbe {
    if (address.family() != Family.IPV6 || address.isAny() || address.isMulticast()) {
      throw new IllegalArgumentException("address: " + address + " (expected: an IPv6 address)");
    }
  }

  /**
   * Appends the frame, {@link #BYTES} long at most, for a packet socket.
   *
   * @throws java.nio.BufferOverflowException when fewer bytes remain
   */
  public void write(ByteBuffer to) {
    int at = to.position();
    int length = source.isAny() ? WITHOUT_OPTION_BYTES : WITHOUT_OPTION_BYTES + OPTION_BYTES;
    long end = address.low() & LAST_24_BITS;
    new MacAddress(SOLICITED_NODE_HARDWARE | end).write(to);
    hardware.write(to);
    Wire.appendU16(to, IPV6_TYPE);
    Wire.appendU16(to, 6 << 12);
    Wire.appendU16(to, 0);
    Wire.appendU16(to, length);
    Wire.appendU16(to, (ICMPV6 << 8) | HIGHEST_HOP_LIMIT);
    source.write(to);
    IpAddress.v6(0xff02_0000_0000_0000L, SOLICITED_NODE | end).write(to);
    Wire.appendU16(to, SOLICITATION << 8);
    Wire.appendU16(to, 0);
    Wire.appendU16(to, 0);
    Wire.appendU16(to, 0);
    address.write(to);
    if (!source.isAny()) {
      Wire.appendU16(to, (SOURCE_LINK_LAYER_ADDRESS << 8) | 1);
      hardware.write(to);
    }
    long sum = InternetChecksum.sum(to, at + SOURCE, at + MESSAGE + length) + ICMPV6 + length;
    Wire.putU16(to, at + CHECKSUM, InternetChecksum.of(sum));
  }
}
