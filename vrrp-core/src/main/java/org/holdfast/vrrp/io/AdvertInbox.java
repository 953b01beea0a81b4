package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.packet.Parsed;

/** Receives the packets that arrive for an instance. */
interface AdvertInbox {

  /**
   * Called with each packet.
   *
   * @param packet as the socket delivered it; valid until this method returns
   */
  void received(Parsed parsed, IpAddress claimedSource, ByteBuffer packet);
}
