package org.holdfast.ipvs.netlink;

import java.time.Duration;
import org.holdfast.ipvs.Timeouts;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;

/** Codec for IPVS_CMD_ATTR_TIMEOUT_*, in seconds; for the kernel, 0 leaves a value unchanged. */
final class TimeoutsCodec {

  private static final int TCP = 4;
  private static final int TCP_FIN = 5;
  private static final int UDP = 6;

  private TimeoutsCodec() {}

  static void write(MessageWriter to, Timeouts timeouts) {
    to.u32(TCP, (int) timeouts.tcp().toSeconds())
        .u32(TCP_FIN, (int) timeouts.tcpFin().toSeconds())
        .u32(UDP, (int) timeouts.udp().toSeconds());
  }

  /** Decodes a message. Never throws; a missing value is zero. */
  static Timeouts decode(Attributes message) {
    return new Timeouts(
        Duration.ofSeconds(message.u32(TCP, 0)),
        Duration.ofSeconds(message.u32(TCP_FIN, 0)),
        Duration.ofSeconds(message.u32(UDP, 0)));
  }
}
