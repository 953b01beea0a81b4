package org.holdfast.vrrp.packet;

import java.nio.ByteBuffer;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;

/**
 * The question who has an IPv4 address, asked without an address of one's own, so that nobody
 * learns anything from it (RFC 5227 section 2.1.1). The layout is that of {@link ArpAnnouncement};
 * the sender's address and the target's hardware are zero. Who has the address answers, and {@link
 * ArpAnnouncement#parse} reads that.
 *
 * @param hardware of the one station that asks
 * @param target IPv4, and not 0.0.0.0
 */
public record ArpProbe(MacAddress hardware, IpAddress target) {

  private static final MacAddress NOBODY = new MacAddress(0);

  public ArpProbe {
    if (hardware.isGroup()) {
      throw new IllegalArgumentException("hardware: " + hardware + " (expected: one station's)");
    }
    if (target.family() != Family.IPV4 || target.isAny()) {
      throw new IllegalArgumentException("target: " + target + " (expected: an IPv4 address)");
    }
  }

  /**
   * Appends the frame, {@link ArpAnnouncement#BYTES} long, for a packet socket.
   *
   * @throws java.nio.BufferOverflowException when fewer bytes remain
   */
  public void write(ByteBuffer to) {
    ArpAnnouncement.writeRequest(to, hardware, IpAddress.ANY_V4, NOBODY, target);
  }
}
