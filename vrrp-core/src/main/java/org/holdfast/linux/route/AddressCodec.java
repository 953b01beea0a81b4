package org.holdfast.linux.route;

import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.Family;

/**
 * Codec for RTM_*ADDR. Its fixed part is struct ifaddrmsg: family u8, prefix length u8, flags u8,
 * scope u8, link index u32.
 */
final class AddressCodec {

  private static final int FIXED_SIZE = 8;
  private static final int ADDRESS = 1;
  private static final int LOCAL = 2;
  private static final int LABEL = 3;
  private static final int BROADCAST = 4;
  private static final int CACHE_INFO = 6;
  private static final int FLAGS = 8;
  private static final int PROTOCOL = 11;
  private static final int CACHE_PREFERRED = 0;
  private static final int CACHE_VALID = 4;
  private static final int CACHE_INFO_SIZE = 16;

  private AddressCodec() {}

  /** Decodes a message. Total: empty for a message that is not an address. */
  static Optional<LinkAddress> decode(NetlinkMessage message) {
    var fixed = message.payload();
    return fixed.limit() < FIXED_SIZE
        ? Optional.empty()
        : MessageFamilies.of(fixed.get(0)).flatMap(family -> decode(message, family));
  }

  private static Optional<LinkAddress> decode(NetlinkMessage message, Family family) {
    var fixed = message.payload();
    var attributes = message.attributes(FIXED_SIZE);
    var address = attributes.address(ADDRESS, family);
    // With a peer, LOCAL is the address itself and ADDRESS is the peer's; IPv6 omits LOCAL when
    // there is no peer.
    int own = attributes.has(LOCAL) ? LOCAL : ADDRESS;
    int flags = attributes.u32(FLAGS, fixed.get(2) & 0xff);
    return MessageFamilies.prefix(attributes, own, family, fixed.get(1) & 0xff)
        .map(prefix ->
            new LinkAddress(
                fixed.getInt(4),
                prefix,
                fixed.get(3) & 0xff,
                attributes.text(LABEL),
                attributes.address(BROADCAST, family),
                address.filter(peer -> !peer.equals(prefix.address())),
                flags,
                attributes.u8(PROTOCOL, 0),
                preferredSeconds(attributes, flags),
                lifetime(attributes, CACHE_VALID)));
  }

  private static long preferredSeconds(Attributes attributes, int flags) {
    // IPv4 reports "for ever" for every permanent address, even one that was added without a
    // lifetime.
    boolean deprecated = (flags & LinkAddress.DEPRECATED) != 0;
    return deprecated ? 0 : lifetime(attributes, CACHE_PREFERRED);
  }

  private static long lifetime(Attributes attributes, int at) {
    return attributes
        .struct(CACHE_INFO)
        .filter(info -> info.limit() >= CACHE_INFO_SIZE)
        .map(info -> info.getInt(at) & 0xffff_ffffL)
        .orElse(LinkAddress.FOREVER);
  }

  static void writeAll(MessageWriter to) {
    writeAll(to, 0);
  }

  /** Requests the addresses of one link; 0 for all links. */
  static void writeAll(MessageWriter to, int link) {
    to.u8(0).u8(0).u8(0).u8(0).u32(link);
  }

  static void write(MessageWriter to, LinkAddress address) {
    var own = address.prefix().address();
    int flags = address.flags() & LinkAddress.REQUESTED_FLAGS;
    to.u8(own.family().linuxNumber())
        .u8(address.prefix().length())
        .u8(flags & 0xff)
        .u8(address.scope())
        .u32(address.link())
        .address(LOCAL, own)
        .address(ADDRESS, address.peer().orElse(own));
    address.label().ifPresent(label -> to.text(LABEL, label));
    address.broadcast().ifPresent(broadcast -> to.address(BROADCAST, broadcast));
    if (flags != 0) {
      to.u32(FLAGS, flags);
    }
    if (address.protocol() != 0) {
      to.u8(PROTOCOL, address.protocol());
    }
    if (address.preferredSeconds() != LinkAddress.FOREVER
        || address.validSeconds() != LinkAddress.FOREVER) {
      // struct ifa_cacheinfo: preferred, valid, and two times that only the kernel sets
      to.struct(
          CACHE_INFO,
          w ->
              w.u32((int) address.preferredSeconds())
                  .u32((int) address.validSeconds())
                  .u32(0)
                  .u32(0));
    }
  }
}
