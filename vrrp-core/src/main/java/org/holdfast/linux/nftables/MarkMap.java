package org.holdfast.linux.nftables;

import org.holdfast.net.Family;

/**
 * The maps from destinations to firewall marks, in the order of their rules: a later one decides.
 * The elements of one map must not overlap, so that those of every port have maps of their own.
 */
enum MarkMap {
  /** Every port of destinations in IPv4. */
  IPV4_EVERY_PORT(1, "ipv4-every-port", Family.IPV4, true, 7, 2, 16),
  /** Every port of destinations in IPv6. */
  IPV6_EVERY_PORT(2, "ipv6-every-port", Family.IPV6, true, 8, 10, 24),
  /** Single ports of destinations in IPv4. */
  IPV4(3, "ipv4", Family.IPV4, false, 7, 2, 16),
  /** Single ports of destinations in IPv6. */
  IPV6(4, "ipv6", Family.IPV6, false, 8, 10, 24);

  private static final int PROTOCOL_TYPE = 12; // inet_proto
  private static final int PORT_TYPE = 13; // inet_service

  private final int id;
  private final String text;
  private final Family family;
  private final boolean everyPort;
  private final int addressType;
  private final int protocolFamily;
  private final int offset;

  /**
   * @param id the number by which rules of the same batch name the map
   * @param addressType what the {@code nft} program calls the type of an address
   * @param protocolFamily NFPROTO_IPV4 or NFPROTO_IPV6
   * @param offset where the header has the destination
   */
  MarkMap(
      int id,
      String text,
      Family family,
      boolean everyPort,
      int addressType,
      int protocolFamily,
      int offset) {
    this.id = id;
    this.text = text;
    this.family = family;
    this.everyPort = everyPort;
    this.addressType = addressType;
    this.protocolFamily = protocolFamily;
    this.offset = offset;
  }

  static MarkMap of(Family family, boolean everyPort) {
    return switch (family) {
      case IPV4 -> everyPort ? IPV4_EVERY_PORT : IPV4;
      case IPV6 -> everyPort ? IPV6_EVERY_PORT : IPV6;
    };
  }

  boolean isOfEveryPort() {
    return everyPort;
  }

  /** The number by which rules of the same batch name the map. */
  int id() {
    return id;
  }

  /** The name in the table. */
  String text() {
    return text;
  }

  Family family() {
    return family;
  }

  int protocolFamily() {
    return protocolFamily;
  }

  int offset() {
    return offset;
  }

  int addressLength() {
    return family.bytes();
  }

  /** The length of a key: address, protocol and port, each in whole words of four bytes. */
  int keyLength() {
    return family.bytes() + 8;
  }

  /** The type of a key for the {@code nft} program, which joins types by shifts of 6 bits. */
  int keyType() {
    return ((addressType << 6) | PROTOCOL_TYPE) << 6 | PORT_TYPE;
  }
}
