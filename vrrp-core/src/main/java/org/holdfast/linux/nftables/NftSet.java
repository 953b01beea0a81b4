package org.holdfast.linux.nftables;

import java.util.Optional;

/** The sets of addresses in the table. */
enum NftSet {
  /** IPv4 addresses. */
  IPV4(1, "ipv4", 4, 7, "000402000000"),
  /** IPv6 addresses. */
  IPV6(2, "ipv6", 16, 8, "000402000000"),
  /** IPv6 addresses, each on one link: link-local ones. */
  IPV6_ON_LINK(3, "link-local", 32, (8 << 6) | 41, "000400000000030800040d0000000100");

  private final int id;
  private final String text;
  private final int keyLength;
  private final int keyType;
  private final String userData;

  /**
   * @param id the number by which rules of the same batch name the set
   * @param keyType what the {@code nft} program calls the key's type, by which it prints elements:
   *     7 ipv4_addr, 8 ipv6_addr, 41 ifname; two types are joined by a shift of 6 bits
   * @param userData the byte order and the form of the key for the {@code nft} program, in
   *     hexadecimal
   */
  NftSet(int id, String text, int keyLength, int keyType, String userData) {
    this.id = id;
    this.text = text;
    this.keyLength = keyLength;
    this.keyType = keyType;
    this.userData = userData;
  }

  /** The name in the table. */
  String text() {
    return text;
  }

  /** The length of an element's key, in bytes. */
  int keyLength() {
    return keyLength;
  }

  int keyType() {
    return keyType;
  }

  String userData() {
    return userData;
  }

  /** The number by which rules of the same batch name the set. */
  int id() {
    return id;
  }

  static Optional<NftSet> of(String text) {
    for (var set : values()) {
      if (set.text.equals(text)) {
        return Optional.of(set);
      }
    }
    return Optional.empty();
  }
}
