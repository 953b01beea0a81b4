package org.holdfast.linux.nftables;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
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

  /**
   * Returns a table.
   *
   * @param comment the comment of our tables of a kind
   */
  static Optional<FoundTable> table(NetlinkMessage message, String comment) {
    if (!is(message, NftCodec.NEW_TABLE)) {
      return Optional.empty();
    }
    var attributes = message.attributes(NftCodec.headerSize());
    boolean marked =
        attributes
            .bytes(NftCodec.TABLE_USER_DATA)
            .filter(userData -> NftCodec.isComment(userData, comment))
            .isPresent();
    return attributes.text(NftCodec.TABLE).map(name -> new FoundTable(name, marked));
  }

  /** A chain of a table, with its hook and its priority there. */
  record Chain(String name, int hook, int priority) {}

  /** Returns a chain that has a hook; empty if it is of another table. */
  static Optional<Chain> chain(NetlinkMessage message, String table) {
    if (!is(message, NftCodec.NEW_CHAIN)) {
      return Optional.empty();
    }
    var attributes = message.attributes(NftCodec.headerSize());
    if (attributes.text(NftCodec.TABLE).filter(table::equals).isEmpty()) {
      return Optional.empty();
    }
    var hook = attributes.nested(NftCodec.CHAIN_HOOK);
    var number = hook.bytes(NftCodec.HOOK_NUMBER).filter(bytes -> bytes.length == 4);
    var priority = hook.bytes(NftCodec.HOOK_PRIORITY).filter(bytes -> bytes.length == 4);
    return number.isEmpty() || priority.isEmpty()
        ? Optional.empty()
        : attributes
            .text(NftCodec.CHAIN_NAME)
            .map(name -> new Chain(name, inNetworkOrder(number), inNetworkOrder(priority)));
  }

  private static int inNetworkOrder(Optional<byte[]> word) {
    return ByteBuffer.wrap(word.orElseThrow()).getInt();
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

  /** Returns the list of elements in a message; empty in a message of another type. */
  static Attributes elements(NetlinkMessage message) {
    return is(message, NftCodec.NEW_ELEMENTS)
        ? message.attributes(NftCodec.headerSize()).nested(NftCodec.ELEMENTS)
        : Attributes.of(ByteBuffer.allocate(0), 0);
  }

  /** Returns the elements of a set that a message lists; malformed ones are left out. */
  static List<DroppedAddress> elements(NetlinkMessage message, NftSet set) {
    var found = new ArrayList<DroppedAddress>();
    elements(message)
        .forEach((_, element) ->
            element
                .nested(NftCodec.ELEMENT_KEY)
                .bytes(NftCodec.VALUE)
                .flatMap(key -> DroppedAddress.read(set, key))
                .ifPresent(found::add));
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
