package org.holdfast.ipvs.netlink;

import org.holdfast.ipvs.Traffic;
import org.holdfast.linux.netlink.Attributes;

/** Codec for IPVS_STATS_ATTR_*. */
final class TrafficCodec {

  private static final int CONNECTIONS = 1;
  private static final int IN_PACKETS = 2;
  private static final int OUT_PACKETS = 3;
  private static final int IN_BYTES = 4;
  private static final int OUT_BYTES = 5;
  private static final int CONNECTION_RATE = 6;
  private static final int IN_PACKET_RATE = 7;
  private static final int OUT_PACKET_RATE = 8;
  private static final int IN_BYTE_RATE = 9;
  private static final int OUT_BYTE_RATE = 10;

  private TrafficCodec() {}

  /** Decodes the 64-bit counters, or the 32-bit ones of a kernel before 4.1. Never throws. */
  static Traffic decode(Attributes owner, int stats64, int stats32) {
    var stats = owner.nested(owner.has(stats64) ? stats64 : stats32);
    var traffic =
        new Traffic(
            number(stats, CONNECTIONS),
            number(stats, IN_PACKETS),
            number(stats, OUT_PACKETS),
            number(stats, IN_BYTES),
            number(stats, OUT_BYTES),
            number(stats, CONNECTION_RATE),
            number(stats, IN_PACKET_RATE),
            number(stats, OUT_PACKET_RATE),
            number(stats, IN_BYTE_RATE),
            number(stats, OUT_BYTE_RATE));
    return traffic.equals(Traffic.NONE) ? Traffic.NONE : traffic;
  }

  private static long number(Attributes stats, int type) {
    return stats.u64(type, stats.u32(type, 0) & 0xffff_ffffL);
  }
}
