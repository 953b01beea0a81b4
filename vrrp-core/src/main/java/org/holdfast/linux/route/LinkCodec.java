package org.holdfast.linux.route;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.net.MacAddress;

/**
 * Codec for RTM_*LINK. Its fixed part is struct ifinfomsg: family u8, 1 unused, type u16, index
 * i32, flags u32, change mask u32.
 */
final class LinkCodec {

  /** The kind of a link that has a MAC address of its own on another link. */
  static final String MACVLAN = "macvlan";

  static final String IPVLAN = "ipvlan";

  /** The kinds of links that the agent makes. */
  static final Set<String> OWN_KINDS = Set.of(MACVLAN, IPVLAN);

  private static final int FIXED_SIZE = 16;
  private static final int IFF_UP = 1;
  private static final int ADDRESS = 1;
  private static final int NAME = 3;
  private static final int MTU = 4;
  private static final int LOWER = 5;
  private static final int MASTER = 10;
  private static final int OPER_STATE = 16;
  private static final int INFO = 18;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int VRF_TABLE = 1;
  private static final int ALIAS = 20;
  private static final int MACVLAN_MODE = 1;
  private static final int MACVLAN_MODE_BRIDGE = 4;
  private static final int IPVLAN_MODE = 1;
  private static final int IPVLAN_MODE_L2 = 0;
  private static final int IPVLAN_FLAGS = 2;
  private static final int MAC_BYTES = 6;

  private LinkCodec() {}

  /** Decodes a message. Total: empty for a message that is not a link. */
  static Optional<Link> decode(NetlinkMessage message) {
    var fixed = message.payload();
    // A bridge reports its ports in messages of another family; those are not links.
    if (fixed.limit() < FIXED_SIZE || fixed.get(0) != 0) {
      return Optional.empty();
    }
    var attributes = message.attributes(FIXED_SIZE);
    return attributes
        .text(NAME)
        .map(name ->
            new Link(
                fixed.getInt(4),
                name,
                fixed.getInt(8),
                OperState.of(attributes.u8(OPER_STATE, 0)),
                fixed.getShort(2) & 0xffff,
                mac(attributes),
                attributes.u32(MTU, 0),
                index(attributes, MASTER),
                index(attributes, LOWER),
                attributes.nested(INFO).text(INFO_KIND)));
  }

  /** Returns the number of a VRF's routing table (IFLA_VRF_TABLE); empty for another link. */
  static Optional<Long> vrfTable(NetlinkMessage message) {
    if (message.payload().limit() < FIXED_SIZE) {
      return Optional.empty();
    }
    var info = message.attributes(FIXED_SIZE).nested(INFO);
    int table = info.nested(INFO_DATA).u32(VRF_TABLE, 0);
    return info.text(INFO_KIND)
        .filter("vrf"::equals)
        .filter(kind -> table != 0)
        .map(kind -> table & 0xffff_ffffL);
  }

  private static OptionalLong mac(Attributes attributes) {
    var bytes = attributes.bytes(ADDRESS).orElseGet(() -> new byte[0]);
    if (bytes.length != MAC_BYTES) {
      return OptionalLong.empty();
    }
    long bits = 0;
    for (byte octet : bytes) {
      bits = (bits << 8) | (octet & 0xff);
    }
    return OptionalLong.of(bits);
  }

  private static OptionalInt index(Attributes attributes, int type) {
    int index = attributes.u32(type, 0);
    return index == 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  static void writeAll(MessageWriter to) {
    to.u8(0).u8(0).u16(0).u32(0).u32(0).u32(0);
  }

  /** Returns IFLA_IFALIAS, the text that describes the link. */
  static Optional<String> alias(NetlinkMessage message) {
    return message.payload().limit() < FIXED_SIZE
        ? Optional.empty()
        : message.attributes(FIXED_SIZE).text(ALIAS);
  }

  /** Requests a new macvlan that is down. The kernel ignores an alias in this request. */
  static void writeMacvlan(MessageWriter to, String name, int base, MacAddress mac) {
    var octets = new byte[MAC_BYTES];
    mac.write(ByteBuffer.wrap(octets));
    writeAll(to);
    to.text(NAME, name)
        .u32(LOWER, base)
        .bytes(ADDRESS, octets)
        .nested(
            INFO,
            info ->
                info.text(INFO_KIND, MACVLAN)
                    .nested(INFO_DATA, data -> data.u32(MACVLAN_MODE, MACVLAN_MODE_BRIDGE)));
  }

  /** Requests a new ipvlan in mode L2 that is down. */
  static void writeIpvlan(MessageWriter to, String name, int base, int flags) {
    writeAll(to);
    to.text(NAME, name)
        .u32(LOWER, base)
        .nested(
            INFO,
            info ->
                info.text(INFO_KIND, IPVLAN)
                    .nested(
                        INFO_DATA,
                        data -> data.u16(IPVLAN_MODE, IPVLAN_MODE_L2).u16(IPVLAN_FLAGS, flags)));
  }

  /** Requests another alias for the link with that index. */
  static void writeAlias(MessageWriter to, int index, String alias) {
    writeIndex(to, index, 0, 0);
    to.text(ALIAS, alias);
  }

  /** Requests that the link is up or down. */
  static void writeUp(MessageWriter to, int index, boolean up) {
    writeIndex(to, index, up ? IFF_UP : 0, IFF_UP);
  }

  /** Names the link with that index. */
  static void writeIndex(MessageWriter to, int index) {
    writeIndex(to, index, 0, 0);
  }

  private static void writeIndex(MessageWriter to, int index, int flags, int changed) {
    to.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(changed);
  }

  /** Requests the link with that name. */
  static void writeNamed(MessageWriter to, String name) {
    writeAll(to);
    to.text(NAME, name);
  }
}
