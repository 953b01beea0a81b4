package org.holdfast.net;

/** The two address families, with their address sizes and Linux's numbers for them. */
public enum Family {
  IPV4("IPv4", 4, 2),
  IPV6("IPv6", 16, 10);

  private final String words;
  private final int bytes;
  private final int linuxNumber;

  Family(String words, int bytes, int linuxNumber) {
    this.words = words;
    this.bytes = bytes;
    this.linuxNumber = linuxNumber;
  }

  /** The name for people: IPv4 or IPv6. */
  public String words() {
    return words;
  }

  /** The length of an address on the wire, in bytes: 4 or 16. */
  public int bytes() {
    return bytes;
  }

  /** The length of an address in bits, which is the longest prefix: 32 or 128. */
  public int bits() {
    return bytes * 8;
  }

  /** Linux's number: AF_INET (2) or AF_INET6 (10). */
  public int linuxNumber() {
    return linuxNumber;
  }
}
