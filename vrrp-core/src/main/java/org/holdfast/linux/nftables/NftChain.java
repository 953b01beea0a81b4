package org.holdfast.linux.nftables;

/** The table's chains. */
enum NftChain {
  /** Packets to this host. */
  INPUT("input", 1, 16, 24, 6),
  /** Packets from this host. */
  OUTPUT("output", 3, 12, 8, 7);

  /** The number of rules in a chain. */
  static final int RULES = 4;

  private final String text;
  private final int hook;
  private final int ipv4Offset;
  private final int ipv6Offset;
  private final int linkKey;

  /**
   * @param hook NF_INET_LOCAL_IN or NF_INET_LOCAL_OUT
   * @param ipv4Offset where the IPv4 header has this host's address: the destination of a packet to
   *     it, the source of one from it
   * @param ipv6Offset the same in the IPv6 header
   * @param linkKey NFT_META_IIFNAME or NFT_META_OIFNAME
   */
  NftChain(String text, int hook, int ipv4Offset, int ipv6Offset, int linkKey) {
    this.text = text;
    this.hook = hook;
    this.ipv4Offset = ipv4Offset;
    this.ipv6Offset = ipv6Offset;
    this.linkKey = linkKey;
  }

  String text() {
    return text;
  }

  int hook() {
    return hook;
  }

  int ipv4Offset() {
    return ipv4Offset;
  }

  int ipv6Offset() {
    return ipv6Offset;
  }

  int linkKey() {
    return linkKey;
  }
}
