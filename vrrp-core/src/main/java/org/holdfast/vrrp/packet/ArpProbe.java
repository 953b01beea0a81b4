package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * Probes whether any host has an IPv4 address (RFC 5227 section 1.1): an ARP request whose sender
 * claims no address, so that no cache learns from it. A host that has the address answers with an
 * {@link ArpAnnouncement}.
 *
 * <pre>
 * Ethernet: broadcast, hardware, 0x0806                        14 bytes
 * ARP: 1, 0x0800, 6, 4, request 1, hardware, 0.0.0.0, 0, address  28 bytes
 * </pre>
 *
 * @param hardware the sender's link-layer address
 * @param address IPv4, and not 0.0.0.0
 */
public record ArpProbe(MacAddress hardware, IpAddress address) {

  /** The frame's length in bytes; Ethernet pads the frame. */
  public static final int BYTES = ArpAnnouncement.BYTES;

  private static final MacAddress UNKNOWN = new MacAddress(0);

  public ArpProbe {
    if (address.family() != Family.IPV4 || address.isAny()) {
      throw new IllegalArgumentException("address: " + address + " (expected: an IPv4 address)");
    }
  }

  /**
   * Appends the frame, {@link #BYTES} long, for a packet socket.
   *
   * @throws java.nio.BufferOverflowException when fewer bytes remain
   */
  public void write(ByteBuffer to) {
    ArpAnnouncement.writeRequestHead(hardware, to);
    IpAddress.ANY_V4.write(to);
    UNKNOWN.write(to);
    address.write(to);
  }
}
