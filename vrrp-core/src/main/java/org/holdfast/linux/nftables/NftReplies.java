package org.holdfast.linux.nftables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.netlink.NetlinkMessage;

/**
 * Reads the kernel's messages about tables. Total: a message of another type, of another family or
 * without the attributes in question reads as nothing.
 */
final class NftReplies {

  private NftReplies() {}

  private static boolean is(NetlinkMessage message, int type) {
    var payload = message.payload();
    return message.type() == type && payload.limit() > 0 && payload.get(0) == NftCodec.INET;
  }

  static Optional<FoundTable> table(NetlinkMessage message) {
    if (!is(message, NftCodec.NEW_TABLE)) {
      return Optional.empty();
    }
    var attributes = message.attributes(NftCodec.headerSize());
    boolean marked =
        attributes.bytes(NftCodec.TABLE_USER_DATA).filter(NftCodec::isComment).isPresent();
    return attributes.text(NftCodec.TABLE).map(name -> new FoundTable(name, marked));
  }

  /** Returns the name of the chain that has the rule; empty if the rule is of another table. */
  static Optional<String> chainOfRule(NetlinkMessage message, String table) {
    if (!is(message, NftCodec.NEW_RULE)) {
      return Optional.empty();
    }
    var attributes = message.attributes(NftCodec.headerSize());
    return attributes.text(NftCodec.TABLE).filter(table::equals).isPresent()
        ? attributes.text(NftCodec.RULE_CHAIN)
        : Optional.empty();
  }

  /** Returns the elements of a set that a message lists; malformed ones are left out. */
  static List<DroppedAddress> elements(NetlinkMessage message, NftSet set) {
    var found = new ArrayList<DroppedAddress>();
    if (is(message, NftCodec.NEW_ELEMENTS)) {
      message
          .attributes(NftCodec.headerSize())
          .nested(NftCodec.ELEMENTS)
          .forEach((_, element) ->
              element
                  .nested(NftCodec.ELEMENT_KEY)
                  .bytes(NftCodec.VALUE)
                  .flatMap(key -> DroppedAddress.read(set, key))
                  .ifPresent(found::add));
    }
    return found;
  }

  /** Returns the name of the table from which something was removed. */
  static Optional<String> removal(NetlinkMessage message) {
    int type = message.type();
    boolean removal =
        type >> 8 == NftCodec.SUBSYSTEM
            && switch (type & 0xff) {
              case 2, 5, 8, 11, 14 -> true; // NFT_MSG_DEL: TABLE, CHAIN, RULE, SET, SETELEM
              default -> false;
            };
    return removal && is(message, type)
        ? message.attributes(NftCodec.headerSize()).text(NftCodec.TABLE)
        : Optional.empty();
  }
}
