package org.holdfast.linux.nftables;

import static org.holdfast.linux.nftables.NftExpressions.EQUAL;
import static org.holdfast.linux.nftables.NftExpressions.FIRST;
import static org.holdfast.linux.nftables.NftExpressions.META_FAMILY;
import static org.holdfast.linux.nftables.NftExpressions.META_MARK;
import static org.holdfast.linux.nftables.NftExpressions.META_PROTOCOL;
import static org.holdfast.linux.nftables.NftExpressions.NETWORK_HEADER;
import static org.holdfast.linux.nftables.NftExpressions.TRANSPORT_HEADER;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;
import org.holdfast.linux.netlink.Request;

/**
 * Writes and reads the messages of nf_tables about a table that sets firewall marks. IPVS looks at
 * the mark in the same hook, at priority 98, so the chain may have any lower priority.
 *
 * <pre>
 * table inet holdfast-ipvs {
 *   map ipv4-every-port { type ipv4_addr . inet_proto . inet_service : mark; flags interval; }
 *   map ipv6-every-port { type ipv6_addr . inet_proto . inet_service : mark; flags interval; }
 *   map ipv4 { the same as ipv4-every-port }
 *   map ipv6 { the same as ipv6-every-port }
 *   chain input {
 *     type filter hook input priority -1; policy accept;
 *     meta mark set ip daddr . meta l4proto . th dport map @ipv4-every-port counter
 *     meta mark set ip6 daddr . meta l4proto . th dport map @ipv6-every-port counter
 *     meta mark set ip daddr . meta l4proto . th dport map @ipv4 counter
 *     meta mark set ip6 daddr . meta l4proto . th dport map @ipv6 counter
 *   }
 * }
 * </pre>
 */
final class MarkCodec {

  /** The comment that marks our tables. */
  static final String COMMENT = "firewall marks for IPVS, made by a Holdfast agent";

  /** The number of rules in the chain. */
  static final int RULES = MarkMap.values().length;

  private static final String CHAIN = "input";
  private static final int LOCAL_IN = 1; // NF_INET_LOCAL_IN

  private static final int MAP = 8; // NFT_SET_MAP
  private static final int INTERVAL = 4; // NFT_SET_INTERVAL
  private static final int CONCATENATION = 0x80; // NFT_SET_CONCAT
  private static final int MARK_TYPE = 19; // what the nft program calls the type of a mark
  private static final int MARK_LENGTH = 4;
  private static final int PROTOCOL_LENGTH = 1;
  private static final int PORT_LENGTH = 2;

  /** For the nft program: keys in network byte order, marks in the host's. */
  private static final byte[] BYTE_ORDERS = HexFormat.of().parseHex("000402000000010401000000");

  private static final int SET_DATA_TYPE = 6;
  private static final int SET_DATA_LENGTH = 7;
  private static final int SET_DESCRIPTION = 9;
  private static final int DESCRIPTION_CONCATENATION = 2;
  private static final int FIELD_LENGTH = 1;
  private static final int ELEMENT_DATA = 2;
  private static final int ELEMENT_KEY_END = 10;

  private MarkCodec() {}

  /**
   * Creates a table without elements.
   *
   * @param flags {@link Request#EXCLUSIVE} to fail if a table of that name exists
   */
  static List<Request> newTable(MarkTableTerms terms, int flags) {
    var table = terms.name();
    var requests = new ArrayList<Request>();
    requests.add(NftCodec.newTable(table, flags, COMMENT));
    requests.add(NftCodec.newChain(table, CHAIN, LOCAL_IN, terms.priority()));
    for (var map : MarkMap.values()) {
      requests.add(newMap(table, map));
    }
    for (var map : MarkMap.values()) {
      requests.add(NftCodec.rule(table, CHAIN, in -> mark(in, map)));
    }
    return requests;
  }

  private static Request newMap(String table, MarkMap map) {
    return NftCodec.message(
        "map " + map.text(),
        NftCodec.NEW_SET,
        Request.CREATE,
        table,
        to ->
            to.text(NftCodec.SET_NAME, map.text())
                .networkU32(NftCodec.SET_FLAGS, MAP | INTERVAL | CONCATENATION)
                .networkU32(NftCodec.SET_KEY_TYPE, map.keyType())
                .networkU32(NftCodec.SET_KEY_LENGTH, map.keyLength())
                .networkU32(SET_DATA_TYPE, MARK_TYPE)
                .networkU32(SET_DATA_LENGTH, MARK_LENGTH)
                .nested(
                    SET_DESCRIPTION,
                    in ->
                        in.nested(
                            DESCRIPTION_CONCATENATION,
                            fields -> {
                              field(fields, map.addressLength());
                              field(fields, PROTOCOL_LENGTH);
                              field(fields, PORT_LENGTH);
                            }))
                .networkU32(NftCodec.SET_ID, map.id())
                .bytes(NftCodec.SET_USER_DATA, BYTE_ORDERS));
  }

  private static void field(MessageWriter to, int length) {
    to.nested(NftCodec.ELEMENT, in -> in.networkU32(FIELD_LENGTH, length));
  }

  private static void mark(NftExpressions in, MarkMap map) {
    int protocol = NftExpressions.wordAfter(map.addressLength());
    in.meta(META_FAMILY, FIRST).compare(EQUAL, map.protocolFamily());
    in.payload(NETWORK_HEADER, map.offset(), map.addressLength())
        .meta(META_PROTOCOL, protocol)
        .payload(TRANSPORT_HEADER, 2, PORT_LENGTH, protocol + 1)
        .lookUp(map)
        .setMeta(META_MARK)
        .counter();
  }

  /** Adds elements; those that are present stay. */
  static List<Request> addElements(String table, Collection<MarkElement> elements) {
    return elements("addition to map ", NftCodec.NEW_ELEMENTS, Request.CREATE, table, elements);
  }

  /** Removes elements; fails with ENOENT if one of them is missing. */
  static List<Request> deleteElements(String table, Collection<MarkElement> elements) {
    return elements("removal from map ", NftCodec.DELETE_ELEMENTS, 0, table, elements);
  }

  private static List<Request> elements(
      String operation, int type, int flags, String table, Collection<MarkElement> elements) {
    var requests = new ArrayList<Request>();
    for (var map : MarkMap.values()) {
      var some = elements.stream().filter(one -> one.map() == map).toList();
      if (!some.isEmpty()) {
        requests.add(
            NftCodec.message(
                operation + map.text(), type, flags, table, to -> elements(to, map, some)));
      }
    }
    return requests;
  }

  private static void elements(MessageWriter to, MarkMap map, List<MarkElement> elements) {
    to.text(NftCodec.SET_NAME, map.text());
    to.nested(
        NftCodec.ELEMENTS,
        list -> {
          for (var one : elements) {
            list.nested(
                NftCodec.ELEMENT,
                in ->
                    in.nested(NftCodec.ELEMENT_KEY, key -> key.bytes(NftCodec.VALUE, one.key()))
                        .nested(ELEMENT_KEY_END, key -> key.bytes(NftCodec.VALUE, one.lastKey()))
                        .nested(ELEMENT_DATA, data -> data.u32(NftCodec.VALUE, one.mark())));
          }
        });
  }

  /** Asks for the elements of a map. */
  static Request getElements(String table, MarkMap map) {
    return NftCodec.message(
        "list of map " + map.text(),
        NftCodec.GET_ELEMENTS,
        0,
        table,
        to -> to.text(NftCodec.SET_NAME, map.text()));
  }

  /** Returns the name of the table's chain; empty for another chain or another priority. */
  static Optional<String> ourChain(NetlinkMessage message, MarkTableTerms terms) {
    return NftReplies.chain(message, terms.name())
        .filter(chain -> chain.name().equals(CHAIN))
        .filter(chain -> chain.hook() == LOCAL_IN && chain.priority() == terms.priority())
        .map(NftReplies.Chain::name);
  }

  /** Returns the elements of a map that a message lists; malformed ones are left out. */
  static List<MarkElement> elements(NetlinkMessage message, MarkMap map) {
    var found = new ArrayList<MarkElement>();
    NftReplies.elements(message)
        .forEach((_, element) -> element(element, map).ifPresent(found::add));
    return found;
  }

  private static Optional<MarkElement> element(Attributes element, MarkMap map) {
    var key = element.nested(NftCodec.ELEMENT_KEY).bytes(NftCodec.VALUE);
    var end = element.nested(ELEMENT_KEY_END).bytes(NftCodec.VALUE).or(() -> key);
    var mark =
        element.nested(ELEMENT_DATA).bytes(NftCodec.VALUE).filter(bytes -> bytes.length == 4);
    return key.isEmpty() || end.isEmpty() || mark.isEmpty()
        ? Optional.empty()
        : MarkElement.read(map, key.get(), end.get(), inHostOrder(mark.get()));
  }

  private static int inHostOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt();
  }
}
