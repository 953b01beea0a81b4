package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * The headers before an advert in an Ethernet frame that has the virtual MAC address as its source
 * (RFC 9568 section 7.2). For IPv4 that is the Ethernet header, because {@link AdvertWriter} writes
 * the IP header; for IPv6 both.
 *
 * <pre>
 *  | destination 6 | source 6 | type 2 |              Ethernet, group as in RFC 1112 or RFC 2464
 *  | 6, class 0xC0, flow 0 : 4 | length 2 | 112 | 255 | source 16 | group 16 |      IPv6, RFC 8200
 * </pre>
 */
public final class AdvertFrame {

  private static final int ETHERNET_BYTES = 14;
  private static final int IPV6_BYTES = 40;
  private static final int IPV4_TYPE = 0x0800;
  private static final int IPV6_TYPE = 0x86dd;
  private static final int VERSION_6_INTERNETWORK_CONTROL = 0x6c00;
  private static final int HIGHEST_HOP_LIMIT = 255;
  private static final long IPV4_GROUPS = 0x0100_5e00_0000L;
  private static final long IPV6_GROUPS = 0x3333_0000_0000L;

  private final ByteBuffer head;

  /**
   * Creates the headers.
   *
   * @param sender the source MAC address of the frame
   * @param source the source address of the advert
   * @param group the multicast group that the advert is sent to
   * @param adverts writes the adverts
   */
  public AdvertFrame(MacAddress sender, IpAddress source, IpAddress group, AdvertWriter adverts) {
    boolean v4 = group.family() == Family.IPV4;
    head = ByteBuffer.allocate(bytesBefore(group.family()));
    hardware(group).write(head);
    sender.write(head);
    Wire.appendU16(head, v4 ? IPV4_TYPE : IPV6_TYPE);
    if (!v4) {
      Wire.appendU16(head, VERSION_6_INTERNETWORK_CONTROL);
      Wire.appendU16(head, 0);
      Wire.appendU16(head, adverts.bytes());
      head.put((byte) Wire.VRRP).put((byte) HIGHEST_HOP_LIMIT);
      source.write(head);
      group.write(head);
    }
  }

  /** Returns the length in bytes of the headers that {@link #write} appends. */
  public static int bytesBefore(Family family) {
    return family == Family.IPV4 ? ETHERNET_BYTES : ETHERNET_BYTES + IPV6_BYTES;
  }

  private static MacAddress hardware(IpAddress group) {
    return group.family() == Family.IPV4
        ? new MacAddress(IPV4_GROUPS | (group.low() & 0x7f_ffffL))
        : new MacAddress(IPV6_GROUPS | (group.low() & 0xffff_ffffL));
  }

  /** Appends the headers; the advert follows. Allocates nothing. */
  public void write(ByteBuffer to) {
    to.put(head.array());
  }
}
