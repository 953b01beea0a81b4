package org.holdfast.linux.nftables;

import org.holdfast.linux.netlink.MessageWriter;

/**
 * The expressions of a rule, in the kernel's byte code (linux/netfilter/nf_tables.h): each loads
 * something into a register, compares a register, or decides. Writes the same bytes as the {@code
 * nft} program.
 */
final class NftExpressions {

  static final int META_MARK = 3; // NFT_META_MARK
  static final int META_FAMILY = 15; // NFT_META_NFPROTO
  static final int META_PROTOCOL = 16; // NFT_META_L4PROTO
  static final int NETWORK_HEADER = 1;
  static final int TRANSPORT_HEADER = 2;
  static final int EQUAL = 0;
  static final int AT_MOST = 3;
  static final int AT_LEAST = 5;
  static final int DROP = 0;
  static final int ACCEPT = 1;

  /** The first register of 16 bytes, NFT_REG_1; the next one has the next number. */
  static final int FIRST = 1;

  static final int SECOND = 2;

  private static final int FIRST_WORD = 8; // NFT_REG32_00, the first four bytes of NFT_REG_1

  private static final int ELEMENT = 1; // NFTA_LIST_ELEM
  private static final int NAME = 1; // NFTA_EXPR_NAME
  private static final int DATA = 2; // NFTA_EXPR_DATA
  private static final int VALUE = 1; // NFTA_DATA_VALUE
  private static final int VERDICT = 2; // NFTA_DATA_VERDICT

  private final MessageWriter to;

  NftExpressions(MessageWriter to) {
    this.to = to;
  }

  private interface Body {
    void write(MessageWriter to);
  }

  private NftExpressions expression(String name, Body body) {
    to.nested(ELEMENT, in -> in.text(NAME, name).nested(DATA, body::write));
    return this;
  }

  /** Loads a property of the packet. */
  NftExpressions meta(int key, int register) {
    return expression("meta", in -> in.networkU32(2, key).networkU32(1, register));
  }

  /** Compares the first register with one byte. */
  NftExpressions compare(int operation, int value) {
    return expression(
        "cmp",
        in ->
            in.networkU32(1, FIRST)
                .networkU32(2, operation)
                .nested(3, data -> data.u8(VALUE, value)));
  }

  /** Returns the register of four bytes that follows that many bytes from the first register on. */
  static int wordAfter(int bytes) {
    return FIRST_WORD + bytes / 4;
  }

  /** Loads bytes of a header into the first register. */
  NftExpressions payload(int header, int offset, int length) {
    return payload(header, offset, length, FIRST);
  }

  /** Loads bytes of a header into a register. */
  NftExpressions payload(int header, int offset, int length, int register) {
    return expression(
        "payload",
        in ->
            in.networkU32(1, register)
                .networkU32(2, header)
                .networkU32(3, offset)
                .networkU32(4, length));
  }

  /** Ends the rule unless the registers from the first on are an element of the set. */
  NftExpressions lookup(NftSet set) {
    return expression(
        "lookup", in -> in.networkU32(2, FIRST).text(1, set.text()).networkU32(4, set.id()));
  }

  /**
   * Ends the rule unless the registers from the first on are a key of the map; loads the value of
   * the key into the first register.
   */
  NftExpressions lookUp(MarkMap map) {
    return expression(
        "lookup",
        in ->
            in.networkU32(2, FIRST)
                .networkU32(3, FIRST)
                .text(1, map.text())
                .networkU32(4, map.id()));
  }

  /** Sets a property of the packet to the first register. */
  NftExpressions setMeta(int key) {
    return expression("meta", in -> in.networkU32(2, key).networkU32(3, FIRST));
  }

  /** Counts the packets that come this far. */
  NftExpressions counter() {
    return expression("counter", _ -> {});
  }

  /** Decides about the packet. */
  NftExpressions verdict(int verdict) {
    return expression(
        "immediate",
        in ->
            in.networkU32(1, 0)
                .nested(2, data -> data.nested(VERDICT, code -> code.networkU32(1, verdict))));
  }
}
