package org.holdfast.ipvs.netlink;

import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;

/** Codec for IPVS_INFO_ATTR_*. */
final class InfoCodec {

  private static final int VERSION = 1;
  private static final int HASH_TABLE_SIZE = 2;

  private InfoCodec() {}

  /**
   * Decodes a message. Total: a missing value is zero. The version is three bytes, the major one
   * highest.
   */
  static Optional<NetlinkIpvsKernel.Info> decode(Attributes message) {
    int version = message.u32(VERSION, 0);
    return Optional.of(
        new NetlinkIpvsKernel.Info(
            (version >>> 16) & 0xff,
            (version >>> 8) & 0xff,
            version & 0xff,
            message.u32(HASH_TABLE_SIZE, 0)));
  }
}
